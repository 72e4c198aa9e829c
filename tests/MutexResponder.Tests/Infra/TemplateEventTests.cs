using System.Text;
using System.Text.Json.Nodes;
using MutexResponder.Lambda.Events;
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

    /// <summary>What the rule lets through is what the function takes, of each of its documents: the rest would be paid for and ignored, or missed.</summary>
    [Fact]
    public void CommandRule_TakesWhatTheFunctionTakes()
    {
        string[] documents = [.. new[] { "InspectDocument", "RemediateDocument", "RollbackDocument" }.Select(DocumentName)];
        EventReader reader = new(documents.ToHashSet());
        string[] statuses = ["Pending", "InProgress", "Delayed", "Success", "Failed", "TimedOut", "Cancelled", "Cancelling"];

        Assert.All(from document in documents.Append("AWS-RunShellScript") from status in statuses select (document, status), command =>
        {
            JsonObject sample = SampleEvents.Read("command-success");
            (sample["detail"]!["document-name"], sample["detail"]!["status"]) = (command.document, command.status);

            Assert.Equal(reader.Read(Encoding.UTF8.GetBytes(sample.ToJsonString())).Event is CommandEnded, EventPattern.Matches(CommandPattern(), sample));
        });
    }

    [Theory]
    [InlineData("detail-type", "EC2 Command Status-change Notification")]
    [InlineData("source", "custom.ssm")]
    public void CommandRule_LeavesOtherEventsAlone(string field, string value)
    {
        JsonObject sample = SampleEvents.Read("command-success");
        sample[field] = value;

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
    public void Tick_ComesEveryMinute() => Assert.Equal(
        "Schedule rate(1 minute); Description Looks again at every unfinished incident.", Template.Short(EventSources["Tick"]!["Properties"]));

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
