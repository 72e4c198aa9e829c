using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed partial class DashboardTests
{
    /// <summary>CloudWatch's limit (PutMetricAlarm, AlarmDescription).</summary>
    private const int MaxDescriptionChars = 1024;

    private static string Body => (string)Template.Main.Properties("Dashboard")["DashboardBody"]!["Fn::Sub"]!;

    [Fact]
    public void Body_IsTheFile()
    {
        // Unequal? Put infra/dashboard.json below DashboardBody in template.yaml, eight spaces in.
        Assert.Equal(RepositoryFiles.Read("infra/dashboard.json").TrimEnd('\n'), Body.TrimEnd('\n'));
    }

    [Fact]
    public void Body_IsJson_WithAWidgetForEveryAlarm()
    {
        JsonArray widgets = Widgets();
        string[] alarms = [.. widgets.Where(widget => (string?)widget!["type"] == "alarm").SelectMany(widget => (JsonArray)widget!["properties"]!["alarms"]!).Select(alarm => (string)alarm!)];

        Assert.Equal(Template.Main.IdsOfType("AWS::CloudWatch::Alarm").Order(StringComparer.Ordinal), alarms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Console_IsFirst_AndAskedOfTheFunction()
    {
        JsonNode[] widgets = [.. Widgets().Select(widget => widget!)];
        JsonNode[] console = [.. widgets.Where(widget => (string?)widget["type"] == "custom")];

        Assert.Equal(["fleet", "incident"], console.Select(widget => (string?)widget["properties"]!["params"]!["widget"]));
        Assert.All(console, widget => Assert.Equal("ResponderFunction", (string?)widget["properties"]!["endpoint"]));
        Assert.True(console.Max(widget => (int)widget["y"]! + (int)widget["height"]!) <= widgets.Except(console).Min(widget => (int)widget["y"]!), "something stands above the console or in it");
        Assert.Equal(24, console.Sum(widget => (int)widget["width"]!));
    }

    [Fact]
    public void Variable_ChoosesTheIncident_AndReplacesNothingElse()
    {
        JsonNode variable = Assert.Single((JsonArray)JsonNode.Parse(Resolved())!["variables"]!)!;
        string pattern = (string)variable["pattern"]!;

        Assert.Equal(("pattern", "input", pattern), ((string)variable["type"]!, (string)variable["inputType"]!, (string)variable["defaultValue"]!));
        Assert.Equal(pattern, (string?)Widgets().Single(widget => (string?)widget!["properties"]!["title"] == "Incident")!["properties"]!["params"]!["incidentId"]);
        Assert.Equal(1, Widgets().ToJsonString().Split(pattern).Length - 1);
    }

    [Fact]
    public void OwnMetric_IsKnownAndHasNoDimensionButTheFunction()
    {
        JsonArray[] metrics =
        [
            .. Widgets().Where(widget => (string?)widget!["type"] == "metric").SelectMany(widget => (JsonArray)widget!["properties"]!["metrics"]!)
                .Cast<JsonArray>().Where(metric => (string?)metric[0] == "MutexResponder"),
        ];

        Assert.Equal(
            ["IncidentsEscalated", "IncidentsNoAction", "IncidentsOpened", "IncidentsResolved", "InstancesAtRisk", "InstancesUnknown", "OldestOpenIncidentAgeSeconds", "PersonNeeded", "SignalsSeen", "TimeToRecoverySeconds"],
            metrics.Select(metric => (string)metric[1]!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(metrics, metric => Assert.Equal("Function", (string?)metric[2]));
        Assert.All(metrics, metric => Assert.True(metric.Count == 4 || metric[4] is JsonObject, "a second dimension"));
    }

    [Fact]
    public void Alarm_TellsTheTopicAndTheEnd_SaysWhatToDo_AndLeadsToTheDashboard() =>
        Assert.All(Template.Main.IdsOfType("AWS::CloudWatch::Alarm").Select(Template.Main.Properties), alarm =>
        {
            Assert.Single((JsonArray)alarm["AlarmActions"]!);
            Assert.True(JsonNode.DeepEquals(alarm["AlarmActions"], alarm["OKActions"]), "nobody is told when it is over");
            string description = (string)alarm["AlarmDescription"]!["Fn::Sub"]!;
            Assert.InRange(description.Length, 150, MaxDescriptionChars);
            Assert.EndsWith("#dashboards/dashboard/${AWS::StackName}", description, StringComparison.Ordinal);
        });

    /// <summary>When each of them fires: an alarm that never does is noticed by nobody.</summary>
    [Theory]
    [InlineData("PersonNeededAlarm", "Sum of MutexResponder PersonNeeded, Function !Ref ResponderFunction: GreaterThanOrEqualToThreshold 1 in 1 of 1 times 60 s, else notBreaching")]
    [InlineData("OldestIncidentAlarm", "Maximum of MutexResponder OldestOpenIncidentAgeSeconds, Function !Ref ResponderFunction: GreaterThanThreshold !Ref OldestIncidentAlarmSeconds in 2 of 3 times 60 s, else notBreaching")]
    [InlineData("AtRiskAlarm", "Maximum of MutexResponder InstancesAtRisk, Function !Ref ResponderFunction: GreaterThanThreshold 0 in 1 of 2 times 3600 s, else notBreaching", "!Ref AtRiskAlarmEnabled")]
    [InlineData("DeadLetterAlarm", "Maximum of AWS/SQS ApproximateNumberOfMessagesVisible, QueueName !GetAtt FailureQueue.QueueName: GreaterThanOrEqualToThreshold 1 in 1 of 1 times 60 s, else notBreaching")]
    [InlineData("FunctionErrorAlarm", "Sum of AWS/Lambda Errors, FunctionName !Ref ResponderFunction: GreaterThanOrEqualToThreshold 1 in 3 of 5 times 60 s, else notBreaching")]
    [InlineData("ThrottleAlarm", "Sum of AWS/Lambda Throttles, FunctionName !Ref ResponderFunction: GreaterThanOrEqualToThreshold 1 in 3 of 5 times 60 s, else notBreaching")]
    [InlineData("SilenceAlarm", "SampleCount of MutexResponder OldestOpenIncidentAgeSeconds, Function !Ref ResponderFunction: LessThanThreshold 1 in 2 of 2 times 300 s, else breaching")]
    public void Alarm_FiresWhereItIsMeantTo(string logicalId, string fires, string enabled = "")
    {
        JsonObject alarm = Template.Main.Properties(logicalId);
        JsonNode dimension = Assert.Single((JsonArray)alarm["Dimensions"]!)!;

        Assert.Equal(
            fires,
            $"{alarm["Statistic"]} of {alarm["Namespace"]} {alarm["MetricName"]}, {dimension["Name"]} {Template.Short(dimension["Value"])}: {alarm["ComparisonOperator"]} {Template.Short(alarm["Threshold"])}"
                + $" in {alarm["DatapointsToAlarm"] ?? alarm["EvaluationPeriods"]} of {alarm["EvaluationPeriods"]} times {alarm["Period"]} s, else {alarm["TreatMissingData"]}");
        Assert.Equal(enabled, Template.Short(alarm["ActionsEnabled"]));

        // Whom it tells is whom the function tells, and whom the stack names.
        Assert.Equal($"[{Template.Short(Template.Main.Outputs["TopicArn"]!["Value"])}]", Template.Short(alarm["AlarmActions"]));
    }

    /// <summary>A dashboard that refreshes invokes the function as well, and must not pass for the schedule.</summary>
    [Fact]
    public void SilenceAlarm_CountsTicks()
    {
        string teller = Assert.Single(RepositoryFiles.ReadAll("src/MutexResponder.Lambda", "*.cs"), source => source.Contains(".TellOldestOpen(", StringComparison.Ordinal));
        Assert.Contains("class TickRoute(", teller, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboard_HasTheNameThatTheAlarmsLeadTo() =>
        Assert.Equal("AWS::StackName", (string?)Template.Main.Properties("Dashboard")["DashboardName"]!["Ref"]);

    /// <summary>The widgets with the references resolved: a number's to 1, an alarm's to its logical id, any other to a word.</summary>
    private static JsonArray Widgets() => (JsonArray)JsonNode.Parse(Resolved())!["widgets"]!;

    private static string Resolved()
    {
        string text = Body.Replace("${OldestIncidentAlarmSeconds}", "1", StringComparison.Ordinal);
        text = AlarmReference().Replace(text, "$1");
        return Reference().Replace(text, "word");
    }

    [GeneratedRegex(@"\$\{(\w+)\.Arn\}")]
    private static partial Regex AlarmReference();

    [GeneratedRegex(@"\$\{[^}]+\}")]
    private static partial Regex Reference();
}
