using System.Globalization;
using System.Text.Json.Nodes;
using MutexResponder.Requests;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class SampleEventTests
{
    private static readonly string[] s_fieldsOfARequest = ["action", "instanceId", "incidentId", "plan", "wait", "by", "maxInstances", "format", "lang"];

    [Fact]
    public void LogBatch_HoldsTheLinesOfTheIncident_FromAnInstance()
    {
        JsonObject batch = SampleEvents.ReadLogs("logs-data");
        JsonArray events = (JsonArray)batch["logEvents"]!;

        Assert.Equal("DATA_MESSAGE", (string?)batch["messageType"]);
        Assert.True(InstanceId.TryParse((string?)batch["logStream"], out _));
        Assert.Equal(6, events.Count(logged => ((string)logged!["message"]!).Contains("(43)Identifier removed: AH00144: ", StringComparison.Ordinal)));
        Assert.Contains("AH00050", (string)events[^1]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void LogEvent_IsStampedWithTheTimeInItsLine()
    {
        foreach (JsonNode? logged in (JsonArray)SampleEvents.ReadLogs("logs-data")["logEvents"]!)
        {
            string line = (string)logged!["message"]!;
            DateTimeOffset written = DateTimeOffset.ParseExact(line[1..line.IndexOf(']', StringComparison.Ordinal)], "ddd MMM dd HH:mm:ss.ffffff yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.Equal(written.ToUnixTimeMilliseconds(), (long)logged["timestamp"]!);
        }
    }

    [Fact]
    public void ControlMessage_CarriesNoApacheLine()
    {
        JsonObject batch = SampleEvents.ReadLogs("logs-control");

        Assert.Equal("CONTROL_MESSAGE", (string?)batch["messageType"]);
        Assert.All((JsonArray)batch["logEvents"]!, logged => Assert.DoesNotContain("AH00", (string)logged!["message"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("command-success")]
    [InlineData("command-failed")]
    public void CommandEvent_NamesTheSameInstanceTwice(string name)
    {
        JsonObject sample = SampleEvents.Read(name);
        InstanceId instance = InstanceId.Parse((string)sample["detail"]!["instance-id"]!);

        Assert.EndsWith($":instance/{instance}", (string?)Assert.Single((JsonArray)sample["resources"]!), StringComparison.Ordinal);
        Assert.True(Guid.TryParse((string?)sample["detail"]!["command-id"], out _));
    }

    [Fact]
    public void Tick_IsAScheduledEvent()
    {
        JsonObject sample = SampleEvents.Read("schedule-tick");

        Assert.Equal("aws.events", (string?)sample["source"]);
        Assert.Equal("Scheduled Event", (string?)sample["detail-type"]);
    }

    [Fact]
    public void EveryAction_HasASample() =>
        Assert.Equal(
            Enum.GetNames<ManualAction>().Select(name => "manual-" + Lower(name)).Order(StringComparer.Ordinal),
            SampleEvents.Names.Where(name => name.StartsWith("manual-", StringComparison.Ordinal)));

    [Fact]
    public void ManualRequest_HasKnownFieldsOnly_AndNamesAnInstanceWhereOneIsNeeded()
    {
        foreach (ManualAction action in Enum.GetValues<ManualAction>())
        {
            JsonObject request = SampleEvents.Read("manual-" + Lower(action.ToString()));

            Assert.Equal(Lower(action.ToString()), (string?)request["action"]);
            Assert.All(request, field => Assert.Contains(field.Key, s_fieldsOfARequest));
            Assert.Equal(action is not (ManualAction.Sweep or ManualAction.Fleet or ManualAction.Report), InstanceId.TryParse((string?)request["instanceId"], out _));
        }
    }

    private static string Lower(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
