using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>
/// Reads <c>{"widget":"incident",…,"widgetContext":{…}}</c> and <c>{"describe":true}</c>. What says how a page is to be drawn may be missing or
/// wrong, and is then left out; the request of a button is read as strictly as any other. Never throws.
/// </summary>
public static class WidgetRequestReader
{
    private const string Context = "widgetContext";

    private const int MaxNameChars = 100;

    /// <summary>What is the page's and not the button's.</summary>
    private static readonly ImmutableHashSet<string> s_pageFields = ["widget", "section", "from", "display", "lang", "seen", "describe", Context];

    /// <summary>Only a dashboard sends these.</summary>
    public static bool IsMeantAsWidget(JsonElement root) =>
        root.TryGetProperty(Context, out JsonElement context) ? context.ValueKind == JsonValueKind.Object : root.TryGetProperty("describe", out JsonElement describe) && describe.ValueKind == JsonValueKind.True;

    public static WidgetRequest Read(JsonElement root)
    {
        JsonElement? context = Of(root, Context);
        JsonElement? action = Of(root, "action");
        string wanted = Text(root, "incidentId")?.Trim() ?? "";
        bool isIncident = IncidentId.TryParse(wanted, out IncidentId id);
        return new WidgetRequest
        {
            IsDescribe = Of(root, "describe") is { ValueKind: JsonValueKind.True },
            IsIncident = Text(root, "widget") == "incident" || action is not null,
            IncidentId = isIncident ? id : null,
            NoIncident = isIncident || wanted is "" || wanted.Equals("newest", StringComparison.OrdinalIgnoreCase) ? null : Cut(wanted),
            Section = Text(root, "section") ?? "",
            From = Of(root, "from") is { ValueKind: JsonValueKind.Number } from && from.TryGetInt32(out int count) && count > 0 ? count : 0,
            Action = action is null ? null : ManualRequestReader.Read(ButtonOf(root, context)),
            IsRepeatedByRefresh = action is not null && Of(Of(context, "params"), "action") is not null,
            Seen = Of(root, "seen") is { } seen ? SeenPlan.Read(seen) : null,
            Language = ReportLanguage.TryRead(Text(root, "lang"), out ReportLanguage asked) ? asked
                : Text(context, "locale")?.StartsWith("ja", StringComparison.Ordinal) == true ? ReportLanguage.Japanese : null,
            ViewerName = Name(context),
            IsDark = Text(context, "theme") == "dark",
            IsPopup = Text(root, "display") == "popup",
        };
    }

    /// <summary>The manual request alone, signed with what the viewer says of himself: the console does not tell who presses.</summary>
    private static byte[] ButtonOf(JsonElement root, JsonElement? context)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty field in root.EnumerateObject().Where(field => !s_pageFields.Contains(field.Name)))
            {
                field.WriteTo(json);
            }

            if (Of(root, "by") is null)
            {
                json.WriteString("by", Signature(Name(context), Text(context, "dashboardName")));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Name(JsonElement? context) => Cut(Text(Of(Of(context, "forms"), "all"), "by")?.Trim() ?? "");

    private static string Signature(string name, string? dashboard)
    {
        string place = $"dashboard {Cut(dashboard ?? "")}".TrimEnd();
        return name.Length == 0 ? place : $"{name}, {place}";
    }

    private static string Cut(string text) => text.Length <= MaxNameChars ? text : text[..MaxNameChars];

    private static JsonElement? Of(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement? parent, string name) => Of(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
