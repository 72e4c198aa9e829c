using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Function;

/// <summary>The real clearance of an instance, and the stack's kill switch, which is read in the same call here.</summary>
internal sealed class SwitchedClearance(IFindInstances find, ClearanceRules rules) : IClearChanges
{
    public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        var witness = new Witness(find);
        Clearance clearance = await new InstanceClearance(witness, rules).ClearAsync(instance, cancellationToken).ConfigureAwait(false);
        return witness.IsSwitchThrown
            ? clearance with { Vetoes = clearance.Vetoes.Insert(0, new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))) }
            : clearance;
    }

    /// <summary>Sees the switch in the answer that passes by.</summary>
    private sealed class Witness(IFindInstances find) : IFindInstances
    {
        public bool IsSwitchThrown { get; private set; }

        public async Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
        {
            InstanceFacts? facts = await find.FindAsync(instance, cancellationToken).ConfigureAwait(false);
            IsSwitchThrown = facts?.Tags.GetValueOrDefault(World.SwitchTag) == "thrown";
            return facts;
        }
    }
}
