using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Simulation.Mutants;

/// <summary>
/// Whoever approved a plan has approved what the fresh inspection asks for as well: where another plan would wait again, it goes on as if
/// it were the approved one.
/// </summary>
internal sealed class ApprovedForGood(IIncidentStore inner) : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);

    public async Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        Incident? before = next is { State: State.AwaitingApproval } ? await inner.FindAsync(next.Instance, cancellationToken).ConfigureAwait(false) : null;
        Incident saved = before?.Id == next.Id && before is { Approval.By: var approver } && next.Proposal is { } plan ? GoingOn(next, plan, approver) : next;
        return await inner.TrySaveAsync(saved, expectedVersion, slots, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Its inspection is sent by the next tick, which finds that nobody has sent it.</summary>
    private static Incident GoingOn(Incident waiting, Plan plan, Asker approver) => waiting with
    {
        Approval = new Approval(plan, approver),
        State = new State.Inspecting(PendingCommand.New(
            waiting.Id, waiting.Version, CommandKind.Inspect, "inspect 1", new Dictionary<string, string>(), waiting.ChangedAt, TimeSpan.FromMinutes(4))),
    };
}
