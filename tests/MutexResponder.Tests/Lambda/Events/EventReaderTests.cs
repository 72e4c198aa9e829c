using System.Text;
using CsCheck;
using MutexResponder.Lambda.Events;
using MutexResponder.Requests;

namespace MutexResponder.Tests.Lambda.Events;

public sealed class EventReaderTests
{
    private const string CommandId = "0c5b2a6e-1111-4c8c-9a2b-3e6f0e8f0b11";

    private static readonly EventReader Reader = new(new HashSet<string> { "stack-Inspect", "stack-Remediate" });

    [Fact]
    public void Read_LogSubscription()
    {
        LogsDelivered delivered = Assert.IsType<LogsDelivered>(Read("""{"awslogs":{"data":"H4sIAAAA/+A="}}""").Event);

        Assert.Equal("H4sIAAAA/+A=", Encoding.UTF8.GetString(delivered.Data.Span));
    }

    [Fact]
    public void Read_LogSubscriptionIsNotCopied()
    {
        byte[] payload = Encoding.UTF8.GetBytes("""{ "awslogs" : { "data" : "QUJD" } }""");

        LogsDelivered delivered = Assert.IsType<LogsDelivered>(Reader.Read(payload).Event);

        Assert.True(payload.AsSpan().Overlaps(delivered.Data.Span));
    }

    [Fact]
    public void Read_LogSubscriptionWithEscapedSlash()
    {
        LogsDelivered delivered = Assert.IsType<LogsDelivered>(Read("""{"awslogs":{"data":"QU\/D"}}""").Event);

        Assert.Equal("QU/D", Encoding.UTF8.GetString(delivered.Data.Span));
    }

    [Theory]
    [InlineData("Success")]
    [InlineData("Failed")]
    [InlineData("TimedOut")]
    [InlineData("Cancelled")]
    public void Read_CommandEnded(string status)
    {
        CommandEnded ended = Assert.IsType<CommandEnded>(Read(Command("stack-Remediate", status)).Event);

        Assert.Equal(new CommandEnded(InstanceId.Parse("i-0abc1234def567890"), CommandId, status), ended);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Read_CommandEnded_OfAnIdThatCanBeOne(int idLength, bool isTaken)
    {
        EventReading reading = Read(Command("stack-Inspect", "Success").Replace(CommandId, new string('0', idLength), StringComparison.Ordinal));

        Assert.Equal(isTaken ? null : "bad-command-event", reading.Error?.Code);
    }

    [Theory]
    [InlineData(5_000, 1, 1)]
    [InlineData(1, 5_000, 1)]
    [InlineData(1, 1, 5_000)]
    public void Read_NamesOfOthers_AreCut(int document, int status, int instance)
    {
        string payload = Command(document == 1 ? "stack-Inspect" : new string('d', document), status == 1 ? "Success" : new string('s', status), new string('i', instance));

        Assert.InRange(Assert.IsType<UnrelatedEvent>(Read(payload).Event).Why.Told.InEnglish.Length, 128, 300);
    }

    [Theory]
    [InlineData("AWS-RunShellScript", "Success", "i-0abc1234def567890", "other-document")]
    [InlineData("stack-Inspect", "InProgress", "i-0abc1234def567890", "not-ended")]
    [InlineData("stack-Inspect", "Success", "mi-0abc1234def567890", "other-instance")]
    public void Read_CommandThatIsNotOurs(string document, string status, string instance, string reason) =>
        Assert.Equal(reason, Assert.IsType<UnrelatedEvent>(Read(Command(document, status, instance)).Event).Why.Code);

    [Theory]
    [InlineData("aws.events")]
    [InlineData("aws.scheduler")]
    public void Read_Schedule(string source) =>
        Assert.IsType<ScheduleTicked>(Read($$$"""{"version":"0","source":"{{{source}}}","detail-type":"Scheduled Event","detail":{}}""").Event);

    [Fact]
    public void Read_OtherEventBridgeEvent()
    {
        UnrelatedEvent unrelated = Assert.IsType<UnrelatedEvent>(
            Read("""{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}""").Event);

        Assert.Equal("other-event", unrelated.Why.Code);
        Assert.Contains("aws.ec2", unrelated.Why.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManualRequest() =>
        Assert.NotNull(Assert.IsType<ManualRequested>(Read("""{"action":"status","instanceId":"i-0abc1234def567890"}""").Event).Reading.Request);

    [Fact]
    public void Read_BadManualRequestIsStillManual() =>
        Assert.Equal("unknown-action", Assert.IsType<ManualRequested>(Read("""{"action":"explode"}""").Event).Reading.Error!.Code);

    [Theory]
    [InlineData("""{"instanceId":"i-0abc1234def567890"}""", "missing-field")]
    [InlineData("""{"Action":"status","instanceId":"i-0abc1234def567890"}""", "unknown-field")]
    [InlineData("""{"wait":true}""", "missing-field")]
    [InlineData("{}", "missing-field")]
    public void Read_RequestWithoutAction_IsARefusedRequest_NotAFunctionError(string payload, string code)
    {
        ManualRequestError error = Assert.IsType<ManualRequested>(Read(payload).Event).Reading.Error!;

        Assert.Equal(code, error.Code);
        Assert.Contains(code == "missing-field" ? "status" : "action", error.Allowed);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("AH00144", "not-json")]
    [InlineData("{\"source\":\"\\ud800\",\"detail-type\":\"x\"}", "not-json")]
    [InlineData("[]", "unknown-event")]
    [InlineData("null", "unknown-event")]
    [InlineData("{\"source\":1,\"detail-type\":2}", "unknown-event")]
    [InlineData("{\"awslogs\":\"x\"}", "bad-awslogs")]
    [InlineData("{\"awslogs\":{\"data\":null}}", "bad-awslogs")]
    [InlineData("{\"source\":\"aws.ssm\",\"detail-type\":\"EC2 Command Invocation Status-change Notification\"}", "bad-command-event")]
    public void Read_Unusable(string payload, string code)
    {
        EventReading reading = Read(payload);

        Assert.Null(reading.Event);
        Assert.Equal(code, reading.Error!.Code);
    }

    [Fact]
    public void Read_UnknownEventNamesWhatIsAccepted()
    {
        string message = Read("""{"hello":1}""").Error!.Message;

        Assert.Contains("awslogs", message, StringComparison.Ordinal);
        Assert.Contains("detail-type", message, StringComparison.Ordinal);
        Assert.Contains("\"action\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeeplyNested() =>
        Assert.Equal("not-json", Read(new string('[', 100_000)).Error!.Code);

    [Fact]
    public void Read_InvalidUtf8() =>
        Assert.Equal("not-json", Reader.Read("{\"source\":\"\xff\",\"detail-type\":\"x\"}"u8.ToArray().Select(b => b == 0xc3 ? (byte)0xff : b).ToArray()).Error!.Code);

    [Fact]
    public void Read_AnyDamageNeverThrows()
    {
        byte[] good = Encoding.UTF8.GetBytes(Command("stack-Inspect", "Success"));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample(
            (at, value, length) =>
            {
                byte[] damaged = [.. good];
                damaged[at] = value;
                EventReading reading = Reader.Read(damaged.AsMemory(0, length));
                return reading.Event is null != reading.Error is null;
            },
            iter: 10_000);
    }

    private static EventReading Read(string payload) => Reader.Read(Encoding.UTF8.GetBytes(payload));

    private static string Command(string document, string status, string instance = "i-0abc1234def567890") => $$"""
        {
          "version": "0", "id": "51c0891d-0e34-45b1-83d6-95db273d1602",
          "detail-type": "EC2 Command Invocation Status-change Notification",
          "source": "aws.ssm", "account": "123456789012", "time": "2026-08-25T20:53:01Z", "region": "ap-northeast-1",
          "resources": ["arn:aws:ec2:ap-northeast-1:123456789012:instance/{{instance}}"],
          "detail": {
            "command-id": "{{CommandId}}", "document-name": "{{document}}",
            "instance-id": "{{instance}}", "requested-date-time": "2026-08-25T20:52:01.222Z", "status": "{{status}}"
          }
        }
        """;
}
