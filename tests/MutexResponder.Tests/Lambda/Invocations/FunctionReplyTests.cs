using System.Text;
using System.Text.Json;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Invocations;

public sealed class FunctionReplyTests
{
    /// <summary>The names are a contract: scripts and the commands of the guide read them. For a person's eyes nothing is escaped that JSON does not demand.</summary>
    [Fact]
    public void Json_OfEveryField_Golden() => AssertJson(
        """
        {"outcome":"refused","event":"manual","reason":"why","summary":"「計画」 isn't <so> & \"more\"","instanceId":"i-1","incidentId":"mr-1","phase":"Resolved","plan":"3f9a1c2b4d5e","atRisk":[{"instanceId":"i-2","summary":"soon","lookedAt":"2026-08-25T20:51:54+00:00"}],"fleet":{"count":1,"atRisk":2,"safe":3,"exposed":4,"unknown":5,"notYet":6,"oldestLookAt":"2026-08-25T20:51:54+00:00"},"instances":[{"instanceId":"i-3","outcome":"failed","reason":"aws-denied","incidentId":"mr-3","phase":"Inspecting"}],"report":"text","record":{"version":1},"error":{"code":"bad","message":"It is bad.","allowed":["good"]}}
        """,
        new FunctionReply
        {
            Outcome = Outcome.Refused,
            Event = "manual",
            Reason = "why",
            Told = Statement.Quoted("unsaid"),
            Summary = "「計画」 isn't <so> & \"more\"",
            InstanceId = "i-1",
            IncidentId = "mr-1",
            Phase = "Resolved",
            Plan = "3f9a1c2b4d5e",
            AtRisk = [new AtRiskReply("i-2", "soon", SampleIncident.Opening)],
            Fleet = new FleetReply(1, 2, 3, 4, 5, 6, SampleIncident.Opening),
            Instances = [new InstanceReply("i-3", Outcome.Failed, "aws-denied", "mr-3", "Inspecting")],
            Report = JsonElement.Parse("\"text\""),
            Record = JsonElement.Parse("""{"version":1}"""),
            Error = new ReplyError("bad", "It is bad.", ["good"]),
        });

    [Fact]
    public void Json_OfWhatIsNotKnown_IsLeftOut() => AssertJson(
        """{"outcome":"accepted","event":"tick","summary":"","atRisk":[{"instanceId":"i-2","summary":"soon"}]}""",
        new FunctionReply { Outcome = Outcome.Accepted, Event = "tick", AtRisk = [new AtRiskReply("i-2", "soon", null)] });

    /// <summary>Custom widgets demand a string.</summary>
    [Fact]
    public void Json_OfAPage_IsThePageAlone() => AssertJson("\"<p>再起動 &amp; 'more'</p>\"", new FunctionReply { Outcome = Outcome.Accepted, Event = "widget", Page = "<p>再起動 &amp; 'more'</p>" });

    private static void AssertJson(string json, FunctionReply reply)
    {
        Assert.Equal(json, Encoding.UTF8.GetString(reply.ToJson()));
        Assert.Equal(json, reply.ToElement().GetRawText());
    }
}
