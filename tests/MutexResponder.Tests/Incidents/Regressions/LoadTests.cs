using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Reconciling;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A chatty log, a log from the future, lost races, an agent that is silent and a question that nobody answers: each once cost an outage its end.</summary>
public class LoadTests
{
    private const string Changed = "#result step=apply status=changed remedy=conf-available reason=none hash=00";
    private const string Recovered = "#result step=recover status=recovered reason=none boot_id=x";
    private static readonly Recording s_removed = Recording.Load("removed-prefork-orphan");
    private static readonly Recording s_healthy = Recording.Load("healthy-sysvsem-prefork");

    private static Recording Fixed { get; } = s_healthy
        .Replacing("mechanism=sysvsem", "mechanism=fcntl")
        .Replacing(s_healthy.ToString().Split('\n')[0]["#evidence-begin 1 ".Length..], "11111111-2222-4333-8444-555555555555")
        .With("sem", "key semid perms nsems uid gid cuid cgid otime ctime");

    [Fact]
    public async Task TenLinesASecondForAMinute_CostABoundedNumberOfWrites()
    {
        var responder = new Responder();
        await responder.LineAsync();
        long before = (await responder.IncidentAsync()).Version;

        for (int i = 1; i <= 600; i++)
        {
            await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Line(i, TimeSpan.FromSeconds(i / 10.0))] });
        }

        Incident incident = await responder.IncidentAsync();
        Assert.InRange(incident.Version - before, 20, Incident.MaxSignals + (60 / Incident.SignalCountSpacing.TotalSeconds) + 1);
        Assert.Equal(Incident.MaxSignals, incident.Signals.Length);
        Assert.True(incident.LastSignalAt >= Line(600, TimeSpan.FromSeconds(60)).ObservedAt, "what is not written down must not look older than it is");
    }

    [Fact]
    public async Task LinesTwoHoursAhead_BeforeTheLook_DoNotSpeakAgainstTheRecovery()
    {
        var responder = new Responder();
        await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Line(0, TimeSpan.FromHours(2))] });
        await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Line(1, TimeSpan.FromHours(2))] });
        await responder.EndAsync(Reports.Inspected(s_removed));
        await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Line(2, TimeSpan.FromHours(2))] });
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "recovered"), (incident.Phase, incident.ReasonCode));
    }

    [Fact]
    public async Task LineAfterTheLookWasOrdered_NewerThanIt_IsLookedAtAgain()
    {
        var responder = new Responder();
        await responder.LineAsync(s_removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered));
        await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Line(1, TimeSpan.FromHours(2))] });
        await responder.EndAsync(Reports.Inspected(Fixed));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);

        await responder.EndAsync(Reports.Inspected(Fixed));
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task NineLostRaces_WaitLongerAndLonger_AndTheTenthIsWon()
    {
        LosesRaces store = new(new InMemoryIncidentStore(), Reconciler.MaxConflicts - 1);
        var responder = new Responder { Store = store };
        await responder.AskAsync(ManualAction.Inspect, "aiko");

        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.Equal(Reconciler.MaxConflicts - 1, responder.Pauses.Count);
        Assert.Equal(ConflictPause.First, responder.Pauses[0]);
        Assert.Equal(responder.Pauses.Order(), responder.Pauses);
        Assert.All(responder.Pauses, pause => Assert.InRange(pause, TimeSpan.Zero, ConflictPause.Longest));
    }

    [Fact]
    public async Task SilentAgent_IsWaitedFor_AndLookedAtWhenItIsBack()
    {
        var responder = new Responder();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.LineAsync();
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);

        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.Inspected(s_removed));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task SilentAgent_ForGood_GoesToAPersonWithinTheBound()
    {
        var responder = new Responder();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.LineAsync();
        for (int minute = 0; minute < responder.Policy.AgentTimeout.TotalMinutes; minute++)
        {
            Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-refused"), (incident.Phase, incident.ReasonCode));
        Assert.Empty(incident.HeldSlots);
    }

    [Fact]
    public async Task SilentAgent_AfterARebootWasOrdered_Ec2IsAskedToReboot()
    {
        var responder = new Responder();
        await responder.LineAsync(s_removed);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.EndAsync(new CommandReport(CommandStatus.TimedOut, "Delivery Timed Out", Reports.RebootingFor("apply", Changed).Steps));
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, responder.Reboots.Count);
        Assert.NotNull((await responder.IncidentAsync()).Attempt!.ForcedRebootAt);
    }

    [Fact]
    public async Task NobodySaysWhatTheInstanceIs_UntilTheEvidenceIsOld_ItIsInspectedAgain()
    {
        var responder = new Responder();
        await responder.LineAsync();
        string command = responder.Commands.End(Reports.Inspected(s_removed));

        // All that could have read the result failed; when one comes through at last, EC2's only answer is lost.
        responder.Time.Advance(responder.Policy.InspectionTimeout + responder.Policy.EvidenceLifetime);
        responder.Vetoes.Next.Enqueue(new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("EC2 could not say."))], null, []));
        await responder.EventAsync(command);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Inspecting, 2), (incident.Phase, incident.InspectionCount));
        await responder.EndAsync(Reports.Inspected(s_removed));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    private static Signal Line(int number, TimeSpan after) => Responder.NewSignal() with { Pid = 1000 + number, ObservedAt = Responder.NewSignal().ObservedAt + after };

    /// <summary>A store whose record somebody else changes before each of the first saves.</summary>
    private sealed class LosesRaces(IIncidentStore inner, int raceCount) : IIncidentStore
    {
        private int _left = raceCount;

        public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

        public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

        public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
            _left-- > 0 ? Task.FromResult(SaveOutcome.VersionConflict) : inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken);

        public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);

        public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);
    }
}
