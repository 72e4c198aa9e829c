using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Requests;

/// <summary>
/// Reads <c>{"action":"inspect","instanceId":"i-…","wait":true,"by":"…"}</c>; an answer names <c>incidentId</c> and <c>plan</c> as well, and a report
/// <c>incidentId</c>, <c>format</c> and <c>lang</c>. Strict, because a misspelt field of a request that may reboot a server must not be overlooked. Never throws.
/// </summary>
public static class ManualRequestReader
{
    /// <summary>A longer request is not one that a person wrote.</summary>
    public const int MaxRequestBytes = 16 * 1024;

    /// <summary>Longest <c>by</c>: an ARN fits.</summary>
    public const int MaxByChars = 256;

    private const int MaxQuotedChars = 64;

    private static readonly ImmutableArray<string> Fields = ["action", "instanceId", "incidentId", "plan", "wait", "by", "maxInstances", "format", "lang"];

    private static readonly ImmutableArray<(string Word, ManualAction Action)> Actions =
    [
        ("inspect", ManualAction.Inspect),
        ("remediate", ManualAction.Remediate),
        ("approve", ManualAction.Approve),
        ("reject", ManualAction.Reject),
        ("rollback", ManualAction.Rollback),
        ("prevent", ManualAction.Prevent),
        ("status", ManualAction.Status),
        ("sweep", ManualAction.Sweep),
        ("fleet", ManualAction.Fleet),
        ("report", ManualAction.Report),
    ];

    private static readonly ImmutableArray<string> Formats = ["html", "markdown", "json"];

    /// <summary>The words of <c>action</c>, in the order in which help texts name them.</summary>
    public static ImmutableArray<string> ActionWords { get; } = [.. Actions.Select(entry => entry.Word)];

    /// <summary>
    /// A person's request, if perhaps a wrong one: any field of a request, in whatever case, or nothing at all. What is wrong with it is then
    /// said in a refusal instead of a function error.
    /// </summary>
    public static bool IsMeantAsRequest(JsonElement root)
    {
        bool isEmpty = true;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            isEmpty = false;
            if (Fields.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return isEmpty;
    }

    /// <param name="utf8Json">One JSON object.</param>
    public static ManualRequestResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        if (utf8Json.Length > MaxRequestBytes)
        {
            return Reject("too-large", Malformed.TooLarge(utf8Json.Length, MaxRequestBytes));
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8Json);
            return ReadObject(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how System.Text.Json reports text that is not Unicode.
            return Reject("not-json", Malformed.NotJson);
        }
    }

    private static ManualRequestResult ReadObject(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Reject("not-an-object", Malformed.NotAnObject, Fields);
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!Fields.Contains(property.Name))
            {
                return Reject("unknown-field", Malformed.UnknownField(Quote(property.Name)), Fields);
            }

            if (!fields.TryAdd(property.Name, property.Value))
            {
                return Reject("repeated-field", Malformed.RepeatedField(property.Name));
            }
        }

        JsonElement? Of(string name) => fields.TryGetValue(name, out JsonElement value) ? value : null;
        ManualRequestResult result = Check(Of("action"), Of("instanceId"), Of("incidentId"), Of("wait"), Of("by"), Of("maxInstances"));
        return !result.IsAccepted ? result
            : result.Request.Action == ManualAction.Report ? CheckReport(result.Request, Of("plan"), Of("format"), Of("lang"))
            : Of("format") is not null || Of("lang") is not null ? Reject("unexpected-field", Malformed.ReportOnly, ["action", "instanceId", "wait", "by"])
            : CheckAnswer(result.Request, Of("incidentId"), Of("plan"));
    }

    private static ManualRequestResult CheckReport(ManualRequest request, JsonElement? plan, JsonElement? format, JsonElement? lang)
    {
        if (plan is not null || request.Wait)
        {
            return Reject("unexpected-field", Malformed.ReportTakesNoPlan, ["action", "instanceId", "incidentId", "format", "lang"]);
        }

        if (format is { } form && (form.ValueKind != JsonValueKind.String || !Formats.Contains(form.GetString()!)))
        {
            return Reject("bad-value", Malformed.UnknownFormat(Quote(form)), Formats);
        }

        if (lang is { } tag && (tag.ValueKind != JsonValueKind.String || tag.GetString()!.Length is 0 or > MaxQuotedChars))
        {
            return Reject("bad-value", Malformed.NoLanguage(Quote(tag)));
        }

        return ManualRequestResult.Accepted(request with { Format = format?.GetString() ?? Formats[0], Lang = lang?.GetString() ?? "" });
    }

    /// <summary>An answer that leaves them out is well-formed: the refusal that follows says what to paste.</summary>
    private static ManualRequestResult CheckAnswer(ManualRequest request, JsonElement? incidentId, JsonElement? plan)
    {
        if (!request.IsAnswer && (incidentId is not null || plan is not null))
        {
            return Reject("unexpected-field", Malformed.AnswersOnly, ["action", "instanceId", "wait", "by"]);
        }

        IncidentId named = default;
        if (incidentId is { } id && (id.ValueKind != JsonValueKind.String || !IncidentId.TryParse(id.GetString(), out named) || named.Instance != request.Instance))
        {
            return Reject("bad-value", Malformed.NoIncidentOf(Quote(id), request.Instance!.Value.Value));
        }

        PlanDigest digest = default;
        if (plan is { } text && (text.ValueKind != JsonValueKind.String || !PlanDigest.TryParse(text.GetString(), out digest)))
        {
            return Reject("bad-value", Malformed.NoPlan(Quote(text), PlanDigest.Length));
        }

        return ManualRequestResult.Accepted(request with { IncidentId = incidentId is null ? null : named, Plan = plan is null ? null : digest });
    }

    private static ManualRequestResult Check(
        JsonElement? action, JsonElement? instanceId, JsonElement? incidentId, JsonElement? wait, JsonElement? by, JsonElement? maxInstances)
    {
        if (action is null)
        {
            return Reject("missing-field", Malformed.NoAction, ActionWords);
        }

        if (!TryFindAction(action.Value, out ManualAction word))
        {
            return Reject("unknown-action", Malformed.UnknownAction(Quote(action.Value)), ActionWords);
        }

        if (wait is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            return Reject("bad-value", Malformed.WaitNotBoolean, ["true", "false"]);
        }

        if (!TryReadBy(by, out string? asker))
        {
            return Reject("bad-value", Malformed.BadBy(MaxByChars));
        }

        bool isWaiting = wait?.GetBoolean() ?? false;
        if (word == ManualAction.Sweep)
        {
            return instanceId is null
                ? CheckSweep(new ManualRequest(word, null, isWaiting, asker), maxInstances)
                : Reject("unexpected-field", Malformed.SweepTakesNoInstance, ["action", "wait", "by", "maxInstances"]);
        }

        if (word == ManualAction.Fleet)
        {
            return instanceId is null && maxInstances is null
                ? ManualRequestResult.Accepted(new ManualRequest(word, null, isWaiting, asker))
                : Reject("unexpected-field", Malformed.FleetTakesNoInstance, ["action", "wait", "by"]);
        }

        if (maxInstances is not null)
        {
            return Reject("unexpected-field", Malformed.SweepOnly, ["action", "instanceId", "wait", "by"]);
        }

        if (word == ManualAction.Report && incidentId is { } id)
        {
            return id.ValueKind == JsonValueKind.String && IncidentId.TryParse(id.GetString(), out IncidentId its) && (instanceId is null || SaysInstance(instanceId.Value, its.Instance))
                ? ManualRequestResult.Accepted(new ManualRequest(word, its.Instance, isWaiting, asker) { IncidentId = its })
                : Reject("bad-value", Malformed.NoIncident(Quote(id)));
        }

        if (instanceId is null)
        {
            return Reject("missing-field", Malformed.NeedsInstance(action.Value.GetString()!));
        }

        if (instanceId.Value.ValueKind != JsonValueKind.String || !InstanceId.TryParse(instanceId.Value.GetString(), out InstanceId instance))
        {
            return Reject("bad-instance-id", Malformed.BadInstance(Quote(instanceId.Value)));
        }

        return ManualRequestResult.Accepted(new ManualRequest(word, instance, isWaiting, asker));
    }

    private static bool SaysInstance(JsonElement value, InstanceId instance) => value.ValueKind == JsonValueKind.String && value.GetString() == instance.Value;

    private static ManualRequestResult CheckSweep(ManualRequest request, JsonElement? maxInstances)
    {
        if (maxInstances is not { } value)
        {
            return ManualRequestResult.Accepted(request);
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count is >= 1 and <= ManualRequest.MaxSweepInstances
            ? ManualRequestResult.Accepted(request with { MaxInstances = count })
            : Reject("bad-value", Malformed.BadMaxInstances(ManualRequest.MaxSweepInstances));
    }

    private static bool TryFindAction(JsonElement value, out ManualAction action)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            string? text = value.GetString();
            foreach ((string word, ManualAction candidate) in Actions)
            {
                if (word == text)
                {
                    action = candidate;
                    return true;
                }
            }
        }

        action = default;
        return false;
    }

    private static bool TryReadBy(JsonElement? value, out string? by)
    {
        by = null;
        if (value is null)
        {
            return true;
        }

        if (value.Value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        by = value.Value.GetString()!.Trim();
        return by.Length is > 0 and <= MaxByChars && by.EnumerateRunes().All(IsVisible);
    }

    /// <summary>Nothing that a screen does not show, or that turns what stands beside it around.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar;

    private static string Quote(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Quote(value.GetString()!) : value.ValueKind.ToString().ToLowerInvariant();

    private static string Quote(string text) => text.Length <= MaxQuotedChars ? text : text[..MaxQuotedChars] + "…";

    private static ManualRequestResult Reject(string code, Statement message, ImmutableArray<string> allowed = default) =>
        ManualRequestResult.Rejected(new ManualRequestError(code, message, allowed.IsDefault ? [] : allowed));
}
