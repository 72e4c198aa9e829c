using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutexResponder.Lab.Aws.Events;

namespace MutexResponder.Tests.Lab.Aws.Events;

public sealed class EventShapesTests
{
    private static readonly DateTimeOffset At = new(2026, 8, 25, 20, 51, 54, 250, TimeSpan.Zero);

    [Fact]
    public void LogBatch_IsGzippedJsonInBase64()
    {
        JsonNode batch = Unpack(EventShapes.LogBatch("i-0abc1234def567890", [(At, "[emerg] AH00144"), (At, "漢字 \u0001")], "/apache/error"));

        Assert.Equal("DATA_MESSAGE", (string?)batch["messageType"]);
        Assert.Equal("123456789012", (string?)batch["owner"]);
        Assert.Equal("/apache/error", (string?)batch["logGroup"]);
        Assert.Equal("i-0abc1234def567890", (string?)batch["logStream"]);
        Assert.Equal(["[emerg] AH00144", "漢字 \u0001"], batch["logEvents"]!.AsArray().Select(logged => (string?)logged!["message"]));
        Assert.Equal(1787691114250, (long?)batch["logEvents"]![0]!["timestamp"]);
        Assert.Equal(56, ((string?)batch["logEvents"]![0]!["id"])!.Length);
    }

    [Fact]
    public void LogProbe_IsAControlMessage() => Assert.Equal("CONTROL_MESSAGE", (string?)Unpack(EventShapes.LogProbe(At))["messageType"]);

    [Fact]
    public void CommandInvocation_HasEventBridgesMembers()
    {
        JsonObject read = JsonNode.Parse(EventShapes.CommandInvocation(new CommandInvocationEvent(
            "e8d3c0e4-71f7-4491-898f-c9b35bee5f3b", "Doc", LabAws.Web, "Success", At, At.AddSeconds(2))))!.AsObject();

        Assert.Equal(["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"], read.Select(member => member.Key));
        Assert.Equal("EC2 Command Invocation Status-change Notification", (string?)read["detail-type"]);
        Assert.Equal("aws.ssm", (string?)read["source"]);
        Assert.Equal("2026-08-25T20:51:56Z", (string?)read["time"]);
        Assert.Equal("arn:aws:ec2:us-east-1:123456789012:instance/i-0abc1234def567890", (string?)read["resources"]![0]);
        Assert.Equal(
            """{"command-id":"e8d3c0e4-71f7-4491-898f-c9b35bee5f3b","document-name":"Doc","instance-id":"i-0abc1234def567890","requested-date-time":"2026-08-25T20:51:54.250Z","status":"Success"}""",
            read["detail"]!.ToJsonString());
    }

    [Fact]
    public void Scheduled_NamesItsRule()
    {
        using JsonDocument read = JsonDocument.Parse(EventShapes.Scheduled(At));

        Assert.Equal("aws.events", read.RootElement.GetProperty("source").GetString());
        Assert.Equal("Scheduled Event", read.RootElement.GetProperty("detail-type").GetString());
        Assert.Equal("arn:aws:events:us-east-1:123456789012:rule/mutex-responder-resync", read.RootElement.GetProperty("resources")[0].GetString());
    }

    private static JsonNode Unpack(byte[] envelope)
    {
        byte[] data = Convert.FromBase64String((string)JsonNode.Parse(envelope)!["awslogs"]!["data"]!);
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        return JsonNode.Parse(gzip)!;
    }
}
