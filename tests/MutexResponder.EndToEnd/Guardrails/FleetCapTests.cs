using System.Collections.Immutable;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>More instances fail at once than may be in recovery at once.</summary>
public sealed class FleetCapTests(LabFixture lab)
{
    private const int Cap = 2;
    private const int InstanceCount = 10;

    [Fact]
    public async Task TenFailAtOnceWithACapOfTwo_NeverMoreThanTwoInRecoveryAndAllEndResolved()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions
        {
            InstanceCount = InstanceCount,
            HasVisitors = false,
            Timeout = TimeSpan.FromMinutes(15), // five rounds of two
            Settings = ImmutableDictionary<string, string>.Empty.Add("MUTEX_RESPONDER_FLEET_CAP", "2"),
        });

        RehearsalResult result = await stage.RunAsync();

        Assert.Equal(InstanceCount, result.Instances.Length);
        Assert.All(result.Instances, outcome => Assert.True(outcome is { Phase: IncidentPhase.Resolved, SiteAnswers: true, Mechanism: "fcntl" }, stage.Story));
        RunCommand[] recoveries = [.. (await stage.Ssm.CommandsAsync()).Where(command => command.Document == "mutex-responder-remediate")];
        Assert.Equal(InstanceCount, recoveries.DistinctBy(command => command.InstanceId).Count());
        Assert.Equal(InstanceCount, recoveries.Length);
        Assert.All(recoveries, command => Assert.NotNull(command.FinishedAt));
        Assert.Equal(Cap, RunCommand.MostAtOnce(recoveries));
        Assert.Contains(result.FunctionLog, line => line.Contains("waiting-for-slot", StringComparison.Ordinal));
    }
}
