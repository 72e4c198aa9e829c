using System.Text.Json.Nodes;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class TemplateEventTests
{
    private const string StackName = "mutex-responder";

    private static JsonObject EventSources => (JsonObject)Template.Main.Properties("ResponderFunction")["Events"]!;

    [Theory]
    [InlineData("command-success")]
    [InlineData("command-failed")]
    public void CommandRule_TakesTheSampleEvent(string name) => Assert.True(EventPattern.Matches(CommandPattern(), SampleEvents.Read(name)));

    [Theory]
    [InlineData("TimedOut", true)]
    [InlineData("Cancelled", true)]
    [InlineData("InProgress", false)]
    [InlineData("Pending", false)]
    [InlineData("Delayed", false)]
    public void CommandRule_TakesOnlyTheEndOfACommand(string status, bool isTaken)
    {
        JsonObject sample = SampleEvents.Read("command-success");
        sample["detail"]!["status"] = status;

        Assert.Equal(isTaken, EventPattern.Matches(CommandPattern(), sample));
    }

    [Fact]
    public void CommandRule_LeavesOtherPeoplesCommandsAlone()
    {
        JsonObject sample = SampleEvents.Read("command-success");
        sample["detail"]!["document-name"] = "AWS-RunShellScript";

        Assert.False(EventPattern.Matches(CommandPattern(), sample));
    }

    [Fact]
    public void CommandRule_LeavesTheEventOfTheWholeCommandAlone()
    {
        JsonObject sample = SampleEvents.Read("command-success");
        sample["detail-type"] = "EC2 Command Status-change Notification";

        Assert.False(EventPattern.Matches(CommandPattern(), sample));
    }

    [Fact]
    public void CommandRule_KeepsWhatItCannotDeliver()
    {
        Assert.Equal("""["FailureQueue","Arn"]""", EventSources["CommandEnded"]!["Properties"]!["DeadLetterConfig"]!["Arn"]!["Fn::GetAtt"]!.ToJsonString());
        JsonNode statement = Assert.Single((JsonArray)Template.Main.Properties("FailureQueuePolicy")["PolicyDocument"]!["Statement"]!)!;
        // SAM names the rule after the function and the event.
        Assert.Equal("""["ResponderFunctionCommandEnded","Arn"]""", statement["Condition"]!["ArnEquals"]!["aws:SourceArn"]!["Fn::GetAtt"]!.ToJsonString());
    }

    [Fact]
    public void Tick_ComesEveryMinute() => Assert.Equal("rate(1 minute)", (string?)EventSources["Tick"]!["Properties"]!["Schedule"]);

    /// <summary>The pattern with the documents' names filled in, as CloudFormation would.</summary>
    private static JsonNode CommandPattern()
    {
        JsonNode pattern = EventSources["CommandEnded"]!["Properties"]!["Pattern"]!.DeepClone();
        JsonArray names = (JsonArray)pattern["detail"]!["document-name"]!;
        pattern["detail"]!["document-name"] = new JsonArray([.. names.Select(name => (JsonNode?)DocumentName((string)name!["Ref"]!))]);
        return pattern;
    }

    private static string DocumentName(string logicalId) =>
        ((string)Template.Main.Properties(logicalId)["Name"]!["Fn::Sub"]!).Replace("${AWS::StackName}", StackName, StringComparison.Ordinal);
}
