using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Events;

/// <summary>The events that reach the function, in the JSON that AWS sends; UTF-8.</summary>
public static class EventShapes
{
    public const string CommandInvocationDetailType = "EC2 Command Invocation Status-change Notification";

    /// <summary>One batch of a CloudWatch Logs subscription. Source: CloudWatch Logs User Guide, "Subscription filters with Lambda".</summary>
    /// <param name="logStream">The stream; the instance id by the CloudWatch agent's default.</param>
    /// <param name="events">Messages with the time each was logged.</param>
    /// <param name="logGroup">The log group.</param>
    /// <param name="accountId">The group's owner.</param>
    public static byte[] LogBatch(string logStream, IEnumerable<(DateTimeOffset At, string Message)> events, string logGroup = "/apache/error", string accountId = "123456789012") =>
        LogEnvelope("DATA_MESSAGE", accountId, logGroup, logStream, events);

    /// <summary>What CloudWatch Logs sends to see whether the destination can be reached.</summary>
    public static byte[] LogProbe(DateTimeOffset at) =>
        LogEnvelope("CONTROL_MESSAGE", "CloudwatchLogs", "", "", [(at, "CWL CONTROL MESSAGE: Checking health of destination")]);

    /// <summary>A command ended on an instance. Source: SSM User Guide, "Amazon EventBridge event examples for Systems Manager".</summary>
    public static byte[] CommandInvocation(CommandInvocationEvent ended) => Utf8(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = CommandInvocationDetailType,
        ["source"] = "aws.ssm",
        ["account"] = ended.AccountId,
        ["time"] = Seconds(ended.At),
        ["region"] = ended.Region,
        ["resources"] = new JsonArray($"arn:aws:ec2:{ended.Region}:{ended.AccountId}:instance/{ended.Instance}"),
        ["detail"] = new JsonObject
        {
            ["command-id"] = ended.CommandId,
            ["document-name"] = ended.DocumentName,
            ["instance-id"] = ended.Instance.Value,
            ["requested-date-time"] = ended.RequestedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["status"] = ended.Status,
        },
    });

    /// <summary>A rule's schedule came due. Source: EventBridge User Guide, "Scheduled events".</summary>
    public static byte[] Scheduled(DateTimeOffset at, string ruleName = "mutex-responder-resync", string region = "us-east-1", string accountId = "123456789012") => Utf8(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = accountId,
        ["time"] = Seconds(at),
        ["region"] = region,
        ["resources"] = new JsonArray($"arn:aws:events:{region}:{accountId}:rule/{ruleName}"),
        ["detail"] = new JsonObject(),
    });

    private static byte[] LogEnvelope(string messageType, string owner, string logGroup, string logStream, IEnumerable<(DateTimeOffset At, string Message)> events)
    {
        var batch = new JsonObject
        {
            ["messageType"] = messageType,
            ["owner"] = owner,
            ["logGroup"] = logGroup,
            ["logStream"] = logStream,
            ["subscriptionFilters"] = new JsonArray("mutex-responder"),
            ["logEvents"] = new JsonArray([.. events.Select((logged, index) => new JsonObject
            {
                ["id"] = EventId(logged.At, index),
                ["timestamp"] = logged.At.ToUnixTimeMilliseconds(),
                ["message"] = logged.Message,
            })]),
        };
        return Utf8(new JsonObject { ["awslogs"] = new JsonObject { ["data"] = Convert.ToBase64String(Gzip(Utf8(batch))) } });
    }

    /// <summary>56 digits, as CloudWatch Logs numbers its events; grows with time and place in the batch.</summary>
    private static string EventId(DateTimeOffset at, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds():D20}{index:D36}");

    private static byte[] Gzip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }

    /// <summary>AWS escapes what JSON demands, and nothing for the sake of HTML.</summary>
    internal static readonly JsonSerializerOptions AsAwsWritesIt = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Seconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(AsAwsWritesIt));
}
