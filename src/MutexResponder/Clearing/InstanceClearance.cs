using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Clearing;

/// <summary>What EC2 says of an instance that speaks against changing it, and the slots a change takes.</summary>
public sealed class InstanceClearance(IFindInstances find, ClearanceRules rules) : IClearChanges
{
    /// <summary>The tag that narrows the mode of one instance; its values are the modes' names.</summary>
    public const string ModeTag = "MutexResponderMode";

    public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        InstanceFacts? facts;
        try
        {
            facts = await find.FindAsync(instance, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException unknown)
        {
            // Throttling passes; a permission that is missing does not.
            VetoKind kind = unknown.Failure == RemoteCallFailure.Unavailable ? VetoKind.NotKnown : VetoKind.Refuse;
            return new Clearance([new Veto(kind, Objection.InstanceUnknown(unknown.Message))], null, []);
        }

        if (facts is null)
        {
            return new Clearance([new Veto(VetoKind.Refuse, Objection.InstanceGone)], null, []);
        }

        var vetoes = ImmutableArray.CreateBuilder<Veto>();
        if (facts.State != "running")
        {
            vetoes.Add(new Veto(VetoKind.Refuse, Objection.InstanceNotRunning(facts.State)));
        }

        // IAM says the same by a tag condition; this says it in words before SSM says it with an error.
        if (!rules.IsOptedIn(facts))
        {
            vetoes.Add(new Veto(VetoKind.Refuse, Objection.NotOptedIn($"{rules.OptInTagKey}={rules.OptInTagValue}")));
        }

        if (facts.AutoScalingGroup is { } group && rules.AsksForGroupMembers)
        {
            vetoes.Add(new Veto(VetoKind.AskPerson, Objection.InAutoScalingGroup(group)));
        }

        ResponseMode? mode = null;
        if (facts.Tags.TryGetValue(ModeTag, out string? word))
        {
            // By its name: Enum.TryParse would also take "+2", and of "Observe, Remediate" the wider.
            mode = Enum.GetValues<ResponseMode>().Cast<ResponseMode?>().FirstOrDefault(own => word.Equals(own.ToString(), StringComparison.OrdinalIgnoreCase));
            if (mode is null)
            {
                vetoes.Add(new Veto(VetoKind.Refuse, Objection.ModeTagUnreadable(ModeTag, word, string.Join(", ", Enum.GetNames<ResponseMode>()))));
            }
        }

        ImmutableArray<SlotRequest> slots = [new SlotRequest("fleet", rules.FleetCapacity)];
        if (facts.AutoScalingGroup is { } asg)
        {
            slots = slots.Add(SlotRequest.OfGroup(asg, rules.GroupCapacity));
        }

        return new Clearance(vetoes.ToImmutable(), mode, slots);
    }
}
