using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>
/// A store that denied the save after a sent command was told as "SSM refused the command", and the slots were given back while the
/// change ran. A look after the change that SSM refused ended the incident although EC2's reboot was still to be tried.
/// </summary>
public sealed class StoresFailureWasToldAsSsmsTests
{
    [Fact]
    public async Task StoreDeniesTheSaveAfterTheSending_TheRecordWaitsForTheCommandAndKeepsItsSlots()
    {
        bool denies = false;
        var store = new DenyingStore(new InMemoryIncidentStore(), () => denies);
        var responder = new Responder { Store = store };
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.LineAsync();
        responder.Commands.AfterSend = request => denies = request.Kind == CommandKind.Remediate;

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => responder.EndAsync(Reports.Inspected(Machine.Broken)));
        Assert.Equal("the store denies it", failure.Message);

        denies = false;
        responder.Commands.AfterSend = _ => { };
        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Remediating, "fleet"), (incident.Phase, Assert.Single(incident.HeldSlots)));

        await responder.TickAsync();
        Assert.Equal(responder.Commands.Sent[^1].Id, (await responder.IncidentAsync()).Pending!.CommandId);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task SsmRefusesTheLook_TheForcedRebootIsStillTried()
    {
        var responder = new Responder();
        await responder.LineAsync(Machine.Broken);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Invalid, "InvalidInstanceId: the agent is silent");
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Remediating, 0), (incident.Phase, responder.Reboots.Count));

        await responder.TickAsync();
        Assert.Equal(1, responder.Reboots.Count);

        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(responder.Policy.ForcedRebootPause);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        Assert.Equal((IncidentPhase.Resolved, 1), ((await responder.IncidentAsync()).Phase, responder.Reboots.Count));
    }

    [Fact]
    public async Task SsmRefusesEveryLook_APersonIsToldInTheEnd()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart } };
        await responder.LineAsync(Machine.Broken);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Invalid, "InvalidInstanceId: the agent is silent");
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered));
        for (int tick = 0; tick < 10; tick++)
        {
            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-refused", 0), (incident.Phase, incident.ReasonCode, responder.Reboots.Count));
        Assert.Empty(incident.HeldSlots);
    }

    /// <summary>Answers as a table does whose permission was taken away.</summary>
    private sealed class DenyingStore(IIncidentStore inner, Func<bool> denies) : IIncidentStore
    {
        public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

        public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

        public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) => denies()
            ? throw new RemoteCallException(RemoteCallFailure.Denied, "the store denies it")
            : inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken);

        public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

        public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);
    }
}
