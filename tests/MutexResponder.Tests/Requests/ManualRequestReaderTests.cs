using System.Text;
using CsCheck;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Requests;

public sealed class ManualRequestReaderTests
{
    private const string Id = "i-0abc1234def567890";

    [Theory]
    [InlineData("inspect", ManualAction.Inspect)]
    [InlineData("remediate", ManualAction.Remediate)]
    [InlineData("approve", ManualAction.Approve)]
    [InlineData("reject", ManualAction.Reject)]
    [InlineData("rollback", ManualAction.Rollback)]
    [InlineData("prevent", ManualAction.Prevent)]
    [InlineData("status", ManualAction.Status)]
    public void Read_ActionOnOneInstance(string word, ManualAction action)
    {
        ManualRequestResult result = Read($$"""{"action":"{{word}}","instanceId":"{{Id}}"}""");

        Assert.Equal(new ManualRequest(action, InstanceId.Parse(Id), Wait: false, By: null), result.Request);
    }

    [Fact]
    public void Read_AllFields()
    {
        ManualRequestResult result = Read($$"""{"by":" Yoko ","wait":true,"instanceId":"{{Id}}","action":"approve","incidentId":"mr-20260825T205154Z-{{Id}}","plan":"3f9a1c2b4d5e"}""");

        Assert.Equal(
            new ManualRequest(ManualAction.Approve, InstanceId.Parse(Id), Wait: true, By: "Yoko") { IncidentId = $"mr-20260825T205154Z-{Id}".As<IncidentId>(), Plan = new PlanDigest("3f9a1c2b4d5e") },
            result.Request);
    }

    [Fact]
    public void Read_SweepNeedsNoInstance() =>
        Assert.Equal(new ManualRequest(ManualAction.Sweep, null, false, null), Read("""{"action":"sweep"}""").Request);

    [Fact]
    public void Read_SweepMayBeSmaller() =>
        Assert.Equal(7, Read("""{"action":"sweep","maxInstances":7}""").Request!.MaxInstances);

    /// <summary>A field of another action is a mistake, and maybe one about which server is rebooted.</summary>
    [Theory]
    [InlineData("inspect", "by wait")]
    [InlineData("remediate", "by wait")]
    [InlineData("approve", "by incidentId plan wait")]
    [InlineData("reject", "by incidentId plan wait")]
    [InlineData("rollback", "by incidentId wait")]
    [InlineData("prevent", "by wait")]
    [InlineData("status", "by wait")]
    [InlineData("report", "by format incidentId lang")]
    [InlineData("sweep", "by maxInstances wait")]
    [InlineData("fleet", "by wait")]
    public void Read_EachActionTakesItsOwnFields(string word, string taken)
    {
        string instance = word is "sweep" or "fleet" ? "" : $",\"instanceId\":\"{Id}\"";
        (string Name, string Value)[] fields =
        [
            ("by", "\"aiko\""), ("format", "\"json\""), ("incidentId", $"\"mr-20260825T205154Z-{Id}\""), ("lang", "\"ja\""), ("maxInstances", "7"), ("plan", "\"3f9a1c2b4d5e\""), ("wait", "true"),
        ];

        Assert.Equal(taken, string.Join(' ', fields.Where(field => Read($"{{\"action\":\"{word}\"{instance},\"{field.Name}\":{field.Value}}}").Request is not null).Select(field => field.Name)));
    }

    /// <summary>Who asks is asked for as text of a length that an ARN has; as many looks as may be asked for are.</summary>
    [Theory]
    [InlineData(ManualRequestReader.MaxByChars, true)]
    [InlineData(ManualRequestReader.MaxByChars + 1, false)]
    public void Read_NameUpToItsBound(int chars, bool isTaken) =>
        Assert.Equal(isTaken, Read($$"""{"action":"sweep","maxInstances":{{ManualRequest.MaxSweepInstances}},"by":"{{new string('a', chars)}}"}""").Request?.By?.Length == chars);

    [Theory]
    [InlineData("""{"action":"sweep","maxInstances":0}""", "bad-value")]
    [InlineData("""{"action":"sweep","maxInstances":51}""", "bad-value")]
    [InlineData("""{"action":"sweep","maxInstances":1.5}""", "bad-value")]
    [InlineData("""{"action":"sweep","maxInstances":"7"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","maxInstances":7}""", "unexpected-field")]
    [InlineData("""{"action":"inspect"}""", "missing-field")]
    [InlineData("""{"instanceId":"i-0abc1234def567890"}""", "missing-field")]
    [InlineData("""{"action":"Inspect","instanceId":"i-0abc1234def567890"}""", "unknown-action")]
    [InlineData("""{"action":7,"instanceId":"i-0abc1234def567890"}""", "unknown-action")]
    [InlineData("""{"action":null}""", "unknown-action")]
    [InlineData("""{"action":"inspect","instanceId":"i-0ABC1234DEF567890"}""", "bad-instance-id")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890;reboot"}""", "bad-instance-id")]
    [InlineData("""{"action":"inspect","instanceId":["i-0abc1234def567890"]}""", "bad-instance-id")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","wait":"yes"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":""}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\nb"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","force":true}""", "unknown-field")]
    [InlineData("""{"action":"status","action":"remediate","instanceId":"i-0abc1234def567890"}""", "repeated-field")]
    [InlineData("""{"action":"sweep","instanceId":"i-0abc1234def567890"}""", "unexpected-field")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u202eb"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u2066b"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u200bb"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u2028b"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u2029b"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\ue000b"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\u0378b"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"a\ufffdb"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":"  "}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","by":7}""", "bad-value")]
    [InlineData("""{"action":"approve","incidentId":"mr-20260825T205154Z-i-0abc1234def567890","plan":"3f9a1c2b4d5e"}""", "missing-field")]
    [InlineData("""{"action":"report","instanceId":"i-0abc1234def567890","incidentId":"mr-20260825T205154Z-i-0abc1234def567891"}""", "bad-value")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","plan":"3f9a1c2b4d5e"}""", "unexpected-field")]
    [InlineData("""{"action":"approve","instanceId":"i-0abc1234def567890","plan":"3F9A1C2B4D5E"}""", "bad-value")]
    [InlineData("""{"action":"approve","instanceId":"i-0abc1234def567890","plan":7}""", "bad-value")]
    [InlineData("""{"action":"approve","instanceId":"i-0abc1234def567890","incidentId":"mr-20260825T205154Z-i-0abc1234def567891"}""", "bad-value")]
    [InlineData("""{"action":"approve","instanceId":"i-0abc1234def567890","incidentId":"x"}""", "bad-value")]
    [InlineData("""["inspect"]""", "not-an-object")]
    [InlineData("""{"action":"\ud800"}""", "not-json")]
    [InlineData("{\"action\":", "not-json")]
    [InlineData("", "not-json")]
    public void Read_Refused(string json, string code)
    {
        ManualRequestResult result = Read(json);

        Assert.Null(result.Request);
        Assert.Equal(code, result.Error!.Code);
    }

    [Fact]
    public void Read_UnknownFieldNamesTheAllowedOnes()
    {
        ManualRequestError error = Read("""{"action":"status","instance":"i-0abc1234def567890"}""").Error!;

        Assert.Contains("'instance'", error.Message.InEnglish, StringComparison.Ordinal);
        Assert.Equal(["action", "instanceId", "incidentId", "plan", "wait", "by", "maxInstances", "format", "lang"], error.Allowed);
    }

    [Fact]
    public void Read_UnknownActionNamesTheAllowedOnes() =>
        Assert.Equal(
            ["inspect", "remediate", "approve", "reject", "rollback", "prevent", "status", "sweep", "fleet", "report"],
            Read("""{"action":"reboot"}""").Error!.Allowed);

    [Fact]
    public void Read_LongValueIsQuotedShort()
    {
        ManualRequestError error = Read($$"""{"action":"{{new string('x', 5_000)}}"}""").Error!;

        Assert.True(error.Message.InEnglish.Length < 200);
    }

    [Fact]
    public void Read_TooLarge() =>
        Assert.Equal("too-large", Read(new string(' ', ManualRequestReader.MaxRequestBytes + 1)).Error!.Code);

    [Fact]
    public void Read_AnyBytesNeverThrow() =>
        Gen.Byte.Array[0, 200].Sample(
            bytes =>
            {
                ManualRequestResult result = ManualRequestReader.Read(bytes);
                return result.Request is null != result.Error is null;
            },
            iter: 10_000);

    [Fact]
    public void Read_DamagedRequestNeverThrows()
    {
        byte[] good = Encoding.UTF8.GetBytes($$"""{"action":"inspect","instanceId":"{{Id}}","wait":false,"by":"me"}""");
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                byte[] damaged = [.. good];
                damaged[at] = value;
                ManualRequestResult result = ManualRequestReader.Read(damaged);
                return result.Request is null != result.Error is null;
            },
            iter: 10_000);
    }

    private static ManualRequestResult Read(string json) => ManualRequestReader.Read(Encoding.UTF8.GetBytes(json));
}
