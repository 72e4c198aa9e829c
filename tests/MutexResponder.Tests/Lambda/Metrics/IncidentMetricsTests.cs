using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Infra.Support;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Metrics;

public sealed class IncidentMetricsTests : IDisposable
{
    private static readonly Incident Opened = SampleIncident.Of(1) with { SignalCount = 6 };

    private readonly CapturedOutput _captured = new();
    private readonly IncidentMetrics _metrics;

    public IncidentMetricsTests() => _metrics = new IncidentMetrics(new MetricsWriter(_captured.Output, new FakeTimeProvider(SampleIncident.Opening)), "responder");

    [Fact]
    public void Count_FirstIncident_IsOpenedWithItsSignals()
    {
        _metrics.Count(null, Opened);

        Assert.Equal([("IncidentsOpened", 1), ("SignalsSeen", 6)], Told());
    }

    [Fact]
    public void Count_NextIncidentOfTheInstance_IsOpenedAgain()
    {
        _metrics.Count(Opened.In(IncidentPhase.Resolved), Opened with { Id = IncidentId.Of(Opened.OpenedAt.AddHours(1), Opened.Instance), SignalCount = 1 });

        Assert.Equal([("IncidentsOpened", 1), ("SignalsSeen", 1)], Told());
    }

    [Theory]
    [InlineData(IncidentPhase.Escalated, "PersonNeeded", "IncidentsEscalated")]
    [InlineData(IncidentPhase.NoAction, "IncidentsNoAction")]
    public void Count_End(IncidentPhase phase, params string[] told)
    {
        _metrics.Count(Opened, Opened.In(phase, at: Opened.OpenedAt.AddSeconds(90)));

        Assert.Equal(told.Select(metric => (metric, 1d)), Told());
    }

    [Fact]
    public void Count_PlanThatWaits_NeedsAPersonAtOnce_AndOnce()
    {
        Incident waiting = Opened.In(IncidentPhase.AwaitingApproval);

        _metrics.Count(Opened, waiting);
        _metrics.Count(waiting, waiting with { SignalCount = 7 });

        Assert.Equal([("PersonNeeded", 1), ("SignalsSeen", 1)], Told());
    }

    [Fact]
    public void Count_PreventionThatWaits_IsNoAlarm_AndOneThatIsHandedOverIs()
    {
        Incident prevention = Opened with { Goal = new Goal.Prevent() };
        Incident waiting = prevention.In(IncidentPhase.AwaitingApproval);

        _metrics.Count(prevention, waiting);
        Assert.Empty(Told());

        _metrics.Count(waiting, prevention.In(IncidentPhase.Escalated));
        Assert.Equal([("PersonNeeded", 1), ("IncidentsEscalated", 1)], Told());
    }

    [Fact]
    public void Count_PreventionThatTurnsOutAnOutage_NeedsAPerson()
    {
        Incident waiting = (Opened with { Goal = new Goal.Prevent() }).In(IncidentPhase.AwaitingApproval);

        _metrics.Count(waiting, waiting with { Goal = new Goal.Recover() });

        Assert.Equal([("PersonNeeded", 1)], Told());
    }

    [Fact]
    public void Count_AgentThatIsLost_NeedsAPerson()
    {
        _metrics.Count(Opened, Opened.In(IncidentPhase.Escalated, "inspection-timed-out"));

        Assert.Contains(("PersonNeeded", 1), Told());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void TellWaitingPlans_OnlyWhileOneWaits_SoThatAnIdleStackPaysNothing(int count)
    {
        _metrics.TellWaitingPlans(count);

        Assert.Equal(count == 0 ? [] : [("PersonNeeded", (double)count)], Told());
    }

    [Fact]
    public void Count_Resolved_TellsTheTimeToRecovery()
    {
        _metrics.Count(Opened, Opened.In(IncidentPhase.Resolved, at: Opened.OpenedAt.AddSeconds(90)) with { SignalCount = 8 });

        Assert.Equal([("SignalsSeen", 2), ("IncidentsResolved", 1), ("TimeToRecoverySeconds", 90)], Told());
    }

    /// <summary>A plan may wait for days before a reload or a rollback: that is no outage's time.</summary>
    [Theory]
    [InlineData(IncidentGoal.Prevent)]
    [InlineData(IncidentGoal.Rollback)]
    public void Count_ResolvedWithoutAnOutage_TellsNoTimeToRecovery(IncidentGoal goal)
    {
        Incident opened = Opened.For(goal);

        _metrics.Count(opened, opened.In(IncidentPhase.Resolved, at: Opened.OpenedAt.AddSeconds(90)));

        Assert.Equal([("IncidentsResolved", 1)], Told());
    }

    [Fact]
    public void Count_LastingCauseThatIsHandedOverAgain_NeedsNobodyASecondTime()
    {
        Incident again = Opened with { Earlier = new EarlierEnd(Ending.Escalated, "site-down", 1, SampleIncident.Opening, IsWitnessed: true) };

        _metrics.Count(again, again.In(IncidentPhase.Escalated, "site-down"));

        Assert.Equal([("IncidentsEscalated", 1)], Told());
    }

    [Fact]
    public void Count_StepAfterTheEnd_IsNoSecondEnd()
    {
        Incident resolved = Opened.In(IncidentPhase.Resolved);

        _metrics.Count(resolved, resolved.InspectingAgainAt(Opened.OpenedAt));

        Assert.Empty(Told());
    }

    [Fact]
    public void TellOldestOpen_ClockSetBack_IsNoNegativeAge()
    {
        _metrics.TellOldestOpen(TimeSpan.FromSeconds(-5), Opened.Instance);

        Assert.Equal([("OldestOpenIncidentAgeSeconds", 0)], Told());
    }

    [Fact]
    public void Metric_Golden()
    {
        _metrics.TellOldestOpen(TimeSpan.FromSeconds(75), Opened.Instance);

        Assert.Equal(
            """
            {"_aws":{"Timestamp":1787691114000,"CloudWatchMetrics":[{"Namespace":"MutexResponder","Dimensions":[["Function"]],"Metrics":[{"Name":"OldestOpenIncidentAgeSeconds","Unit":"Seconds"}]}]},"Function":"responder","OldestOpenIncidentAgeSeconds":75,"instance_id":"i-00000000000000001"}

            """,
            _captured.Text);
    }

    [Fact]
    public void EveryWatchedMetric_IsTold()
    {
        _metrics.Count(null, Opened);
        foreach (IncidentPhase phase in new[] { IncidentPhase.Resolved, IncidentPhase.Escalated, IncidentPhase.NoAction })
        {
            _metrics.Count(Opened, Opened.In(phase));
        }

        _metrics.TellOldestOpen(TimeSpan.Zero, null);
        new FleetMetrics(new MetricsWriter(_captured.Output, new FakeTimeProvider(SampleIncident.Opening)), "responder").Tell(new MutexResponder.Fleet.FleetTally());

        string[] told = [.. Told().Select(metric => metric.Name)];
        string[] watched =
        [
            .. Template.Main.IdsOfType("AWS::CloudWatch::Alarm").Select(Template.Main.Properties)
                .Where(alarm => (string?)alarm["Namespace"] == MetricsWriter.Namespace).Select(alarm => (string)alarm["MetricName"]!),
        ];
        Assert.Equal(["InstancesAtRisk", "OldestOpenIncidentAgeSeconds", "PersonNeeded"], watched.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(watched.Except(told));
        string dashboard = RepositoryFiles.Read("infra/dashboard.json");
        Assert.All(told, name => Assert.Contains($"\"{name}\", \"{MetricsWriter.FunctionDimension}\"", dashboard, StringComparison.Ordinal));
    }

    public void Dispose() => _captured.Dispose();

    private IEnumerable<(string Name, double Value)> Told() => _captured.Lines.Select(line =>
    {
        JsonElement directive = line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
        string name = directive.GetProperty("Metrics")[0].GetProperty("Name").GetString()!;
        Assert.Equal("""[["Function"]]""", directive.GetProperty("Dimensions").GetRawText());
        Assert.Equal("responder", line.GetProperty("Function").GetString());
        return (name, line.GetProperty(name).GetDouble());
    });
}
