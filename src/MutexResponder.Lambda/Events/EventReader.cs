using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Requests;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Events;

/// <summary>
/// Tells the kinds of event apart, once, from the bytes that Lambda delivered. It looks at no more than it needs:
/// what a log batch says is read by the log path. Never throws.
/// </summary>
/// <param name="documentNames">The SSM documents whose commands are ours.</param>
public sealed class EventReader(IReadOnlySet<string> documentNames)
{
    /// <summary>The statuses of an invocation that will not change any more.</summary>
    public static readonly IReadOnlySet<string> TerminalStatuses =
        new HashSet<string>(StringComparer.Ordinal) { "Success", "Failed", "TimedOut", "Cancelled" };

    private const string Accepted =
        "Accepted are: a CloudWatch Logs subscription ({\"awslogs\":{\"data\":\"…\"}}), an EventBridge event with \"source\" and \"detail-type\", "
        + "and a request such as {\"action\":\"inspect\",\"instanceId\":\"i-0abc1234def567890\"}.";

    public EventReading Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            return Classify(document.RootElement, payload);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how System.Text.Json reports text that is not Unicode.
            return EventReading.Failed("not-json", "The payload is not JSON in UTF-8. " + Accepted);
        }
    }

    private EventReading Classify(JsonElement root, ReadOnlyMemory<byte> payload)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return EventReading.Failed("unknown-event", "The payload is not a JSON object. " + Accepted);
        }

        if (root.TryGetProperty("awslogs", out JsonElement logs))
        {
            return logs.ValueKind == JsonValueKind.Object && logs.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.String
                ? EventReading.Of(new LogsDelivered(Base64(data, payload)))
                : EventReading.Failed("bad-awslogs", "'awslogs' must be an object with the text 'data'.");
        }

        if (Text(root, "source") is { } source && Text(root, "detail-type") is { } detailType)
        {
            return ReadEventBridge(root, source, detailType);
        }

        if (WidgetRequestReader.IsMeantAsWidget(root))
        {
            return EventReading.Of(new WidgetRequested(WidgetRequestReader.Read(root)));
        }

        return ManualRequestReader.IsMeantAsRequest(root)
            ? EventReading.Of(new ManualRequested(ManualRequestReader.Read(payload)))
            : EventReading.Failed("unknown-event", "The payload is none of the known events. " + Accepted);
    }

    private EventReading ReadEventBridge(JsonElement root, string source, string detailType) => (source, detailType) switch
    {
        ("aws.ssm", "EC2 Command Invocation Status-change Notification") => ReadCommand(root),
        ("aws.events" or "aws.scheduler", "Scheduled Event") => EventReading.Of(new ScheduleTicked()),
        _ => Unrelated(Replied.OtherEvent(Cut(detailType), Cut(source))),
    };

    private EventReading ReadCommand(JsonElement root)
    {
        if (!root.TryGetProperty("detail", out JsonElement detail) || detail.ValueKind != JsonValueKind.Object)
        {
            return EventReading.Failed("bad-command-event", "The command event has no object 'detail'.");
        }

        if (Text(detail, "document-name") is not { } document || !documentNames.Contains(document))
        {
            return Unrelated(Replied.OtherDocument(Cut(Text(detail, "document-name") ?? "")));
        }

        if (Text(detail, "status") is not { } status || !TerminalStatuses.Contains(status))
        {
            return Unrelated(Replied.NotEnded(Cut(Text(detail, "status") ?? "")));
        }

        // Run Command also runs on other machines, whose ids begin with mi-: none of them is ours.
        if (!InstanceId.TryParse(Text(detail, "instance-id"), out InstanceId instance))
        {
            return Unrelated(Replied.OtherInstance(Cut(Text(detail, "instance-id") ?? "")));
        }

        return Text(detail, "command-id") is { Length: > 0 and <= 64 } commandId
            ? EventReading.Of(new CommandEnded(instance, commandId, status))
            : EventReading.Failed("bad-command-event", "The command event has no 'command-id'.");
    }

    /// <summary>The text between the quotes where it stands in the payload, so that megabytes are not copied.</summary>
    private static ReadOnlyMemory<byte> Base64(JsonElement data, ReadOnlyMemory<byte> payload)
    {
        ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(data);
        ReadOnlySpan<byte> text = quoted[1..^1];
        return !text.Contains((byte)'\\') && payload.Span.Overlaps(text, out int offset)
            ? payload.Slice(offset, text.Length)
            : Encoding.UTF8.GetBytes(data.GetString()!);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static EventReading Unrelated(Reason why) => EventReading.Of(new UnrelatedEvent(why));

    private static string Cut(string text) => text.Length <= 128 ? text : text[..128] + "…";
}
