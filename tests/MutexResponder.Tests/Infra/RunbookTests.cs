using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Lambda.Routing;
using MutexResponder.Requests;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class RunbookTests
{
    [Theory]
    [InlineData("ApproveRunbook", nameof(ManualAction.Approve))]
    [InlineData("RejectRunbook", nameof(ManualAction.Reject))]
    public void Runbook_AsksTheFunctionForItsAction_InTheNameOfWhoStartedIt(string logicalId, string action)
    {
        JsonObject runbook = CloudFormationYaml.Parse(RepositoryFiles.Read(Location(logicalId)));
        JsonArray steps = (JsonArray)runbook["mainSteps"]!;
        JsonNode who = steps[0]!;
        JsonNode ask = steps[1]!;

        Assert.Equal("0.3", (string?)runbook["schemaVersion"]);
        Assert.Equal("GetAutomationExecution", (string?)who["inputs"]!["Api"]);
        Assert.Equal("$.AutomationExecution.ExecutedBy", (string?)who["outputs"]![0]!["Selector"]);
        Assert.Equal("aws:invokeLambdaFunction", (string?)ask["action"]);
        Assert.Equal("AnswersAlias", (string?)ask["inputs"]!["FunctionName"]!["Ref"]);
        JsonNode payload = ask["inputs"]!["InputPayload"]!;
        Assert.Equal(action, (string?)payload["action"], ignoreCase: true);
        Assert.Equal(
            ["{{ InstanceId }}", "{{ IncidentId }}", "{{ Plan }}"], [(string?)payload["instanceId"], (string?)payload["incidentId"], (string?)payload["plan"]]);
        Assert.Equal(["InstanceId", "IncidentId", "Plan"], ((JsonObject)runbook["parameters"]!).Select(parameter => parameter.Key));
        Assert.Equal($"{{{{ {who["name"]}.{who["outputs"]![0]!["Name"]} }}}}", (string?)payload["by"]);
        Assert.Equal([$"{ask["name"]}.Payload"], ((JsonArray)runbook["outputs"]!).Select(output => (string?)output));
    }

    [Theory]
    [InlineData("i-0abc1234def567890", true)]
    [InlineData("i-0abc1234", true)]
    [InlineData("i-0abc1234def56789", false)]
    [InlineData("i-0abc1234\"", false)]
    [InlineData("mi-0abc1234def567890", false)]
    public void InstanceParameter_TakesWhatTheCodeTakes(string text, bool isTaken)
    {
        Assert.Equal(isTaken, InstanceId.TryParse(text, out _));
        foreach (string logicalId in new[] { "ApproveRunbook", "RejectRunbook" })
        {
            JsonObject runbook = CloudFormationYaml.Parse(RepositoryFiles.Read(Location(logicalId)));
            Assert.Equal(isTaken, Regex.IsMatch(text, (string)runbook["parameters"]!["InstanceId"]!["allowedPattern"]!));
        }
    }

    [Fact]
    public void Alias_IsTheOneThatTheFunctionKnows() => Assert.Equal(ResponderFunction.AnswersAlias, (string?)Template.Main.Properties("AnswersAlias")["Name"]);

    private static string Location(string logicalId) =>
        (string)Template.Main.Properties(logicalId)["Content"]!["Fn::Transform"]!["Parameters"]!["Location"]!;
}
