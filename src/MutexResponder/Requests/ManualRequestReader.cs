using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Requests;

/// <summary>
/// Reads <c>{"action":"inspect","instanceId":"i-…","wait":true,"by":"…"}</c>; an answer names <c>incidentId</c> and <c>plan</c> as well, a
/// rollback <c>incidentId</c>, and a report that, <c>format</c> and <c>lang</c>. Strict, because a misspelt field of a request that may reboot a server must not be overlooked. Never throws.
/// </summary>
public static class ManualRequestReader
{
    /// <summary>A longer request is not one that a person wrote.</summary>
    public const int MaxRequestBytes = 16 * 1024;

    /// <summary>Longest <c>by</c>: an ARN fits.</summary>
    public const int MaxByChars = 256;

    private const int MaxQuotedChars = 64;

    private static readonly ImmutableArray<string> Fields = ["action", "instanceId", "incidentId", "plan", "wait", "by", "maxInstances", "format", "lang"];

    private static readonly ImmutableArray<string> OfInstance = ["action", "instanceId", "wait", "by"];

    /// <summary>Each action with the fields that belong to it.</summary>
    private static readonly ImmutableArray<(string Word, ManualAction Action, ImmutableArray<string> Fields)> Actions =
    [
        ("inspect", ManualAction.Inspect, OfInstance),
        ("remediate", ManualAction.Remediate, OfInstance),
        ("approve", ManualAction.Approve, [.. OfInstance, "incidentId", "plan"]),
        ("reject", ManualAction.Reject, [.. OfInstance, "incidentId", "plan"]),
        ("rollback", ManualAction.Rollback, [.. OfInstance, "incidentId"]),
        ("prevent", ManualAction.Prevent, OfInstance),
        ("status", ManualAction.Status, OfInstance),
        ("sweep", ManualAction.Sweep, ["action", "wait", "by", "maxInstances"]),
        ("fleet", ManualAction.Fleet, ["action", "wait", "by"]),
        ("report", ManualAction.Report, ["action", "instanceId", "by", "incidentId", "format", "lang"]),
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
        JsonElement.ObjectEnumerator properties = root.EnumerateObject();
        return !properties.Any() || properties.Any(property => Fields.Contains(property.Name, StringComparer.OrdinalIgnoreCase));
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

        if (!fields.TryGetValue("action", out JsonElement action))
        {
            return Reject("missing-field", Malformed.NoAction, ActionWords);
        }

        string? word = action.ValueKind == JsonValueKind.String ? action.GetString() : null;
        if (Actions.FirstOrDefault(entry => entry.Word == word) is not { Word: not null } known)
        {
            return Reject("unknown-action", Malformed.UnknownAction(Quote(action)), ActionWords);
        }

        return fields.Keys.FirstOrDefault(name => !known.Fields.Contains(name)) is { } misplaced
            ? Reject("unexpected-field", Malformed.UnexpectedField(misplaced, known.Word), known.Fields)
            : ReadFields(known.Word, known.Action, known.Fields.Contains("instanceId"), name => fields.TryGetValue(name, out JsonElement value) ? value : null);
    }

    /// <summary>An answer that leaves its incident or plan out is well-formed: the refusal that follows says what to paste.</summary>
    private static ManualRequestResult ReadFields(string word, ManualAction action, bool isOfInstance, Func<string, JsonElement?> of)
    {
        if (of("wait") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            return Reject("bad-value", Malformed.WaitNotBoolean, ["true", "false"]);
        }

        string? by = TextOf(of("by"))?.Trim();
        if (of("by") is not null && !(by is { Length: > 0 and <= MaxByChars } && by.EnumerateRunes().All(IsVisible)))
        {
            return Reject("bad-value", Malformed.BadBy(MaxByChars));
        }

        int maxInstances = ManualRequest.MaxSweepInstances;
        if (of("maxInstances") is { } most && !(most.ValueKind == JsonValueKind.Number && most.TryGetInt32(out maxInstances) && maxInstances is >= 1 and <= ManualRequest.MaxSweepInstances))
        {
            return Reject("bad-value", Malformed.BadMaxInstances(ManualRequest.MaxSweepInstances));
        }

        IncidentId incidentId = default;
        if (of("incidentId") is { } id && !IncidentId.TryParse(TextOf(id), out incidentId))
        {
            return Reject("bad-value", Malformed.NoIncident(Quote(id)));
        }

        InstanceId? instance = action == ManualAction.Report && of("incidentId") is not null ? incidentId.Instance : null;
        if (of("instanceId") is { } given)
        {
            if (!InstanceId.TryParse(TextOf(given), out InstanceId named))
            {
                return Reject("bad-instance-id", Malformed.BadInstance(Quote(given)));
            }

            instance = named;
        }

        if (isOfInstance && instance is null)
        {
            return Reject("missing-field", Malformed.NeedsInstance(word));
        }

        if (of("incidentId") is { } other && incidentId.Instance != instance)
        {
            return Reject("bad-value", Malformed.NoIncidentOf(Quote(other), instance!.Value.Value));
        }

        PlanDigest digest = default;
        if (of("plan") is { } plan && !PlanDigest.TryParse(TextOf(plan), out digest))
        {
            return Reject("bad-value", Malformed.NoPlan(Quote(plan), PlanDigest.Length));
        }

        if (of("format") is { } format && !Formats.Contains(TextOf(format) ?? ""))
        {
            return Reject("bad-value", Malformed.UnknownFormat(Quote(format)), Formats);
        }

        if (of("lang") is { } tag && TextOf(tag) is not { Length: > 0 and <= MaxQuotedChars })
        {
            return Reject("bad-value", Malformed.NoLanguage(Quote(tag)));
        }

        return ManualRequestResult.Accepted(new ManualRequest(action, instance, of("wait")?.GetBoolean() ?? false, by)
        {
            IncidentId = of("incidentId") is null ? null : incidentId,
            Plan = of("plan") is null ? null : digest,
            Format = action == ManualAction.Report ? TextOf(of("format")) ?? Formats[0] : "",
            Lang = TextOf(of("lang")) ?? "",
            MaxInstances = maxInstances,
        });
    }

    private static string? TextOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Nothing that a screen does not show, or that turns what stands beside it around.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar;

    private static string Quote(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Quote(value.GetString()!) : value.ValueKind.ToString().ToLowerInvariant();

    private static string Quote(string text) => text.Length <= MaxQuotedChars ? text : text[..MaxQuotedChars] + "…";

    private static ManualRequestResult Reject(string code, Statement message, ImmutableArray<string> allowed = default) =>
        ManualRequestResult.Rejected(new ManualRequestError(code, message, allowed.IsDefault ? [] : allowed));
}
