using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Tests.Infra.Support;
using Xunit;

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
    public void OwnMetric_IsKnownAndHasNoDimensionButTheFunction()
    {
        JsonArray[] metrics =
        [
            .. Widgets().Where(widget => (string?)widget!["type"] == "metric").SelectMany(widget => (JsonArray)widget!["properties"]!["metrics"]!)
                .Cast<JsonArray>().Where(metric => (string?)metric[0] == "MutexResponder"),
        ];

        Assert.Equal(
            ["IncidentsEscalated", "IncidentsNoAction", "IncidentsOpened", "IncidentsResolved", "OldestOpenIncidentAgeSeconds", "PersonNeeded", "SignalsSeen", "TimeToRecoverySeconds"],
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
            Assert.True(alarm.ContainsKey("TreatMissingData"));
        });

    [Fact]
    public void Dashboard_HasTheNameThatTheAlarmsLeadTo() =>
        Assert.Equal("AWS::StackName", (string?)Template.Main.Properties("Dashboard")["DashboardName"]!["Ref"]);

    /// <summary>The widgets with the references resolved: a number's to 1, an alarm's to its logical id, any other to a word.</summary>
    private static JsonArray Widgets()
    {
        string text = Body.Replace("${OldestIncidentAlarmSeconds}", "1", StringComparison.Ordinal);
        text = AlarmReference().Replace(text, "$1");
        return (JsonArray)JsonNode.Parse(Reference().Replace(text, "word"))!["widgets"]!;
    }

    [GeneratedRegex(@"\$\{(\w+)\.Arn\}")]
    private static partial Regex AlarmReference();

    [GeneratedRegex(@"\$\{[^}]+\}")]
    private static partial Regex Reference();
}
