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
            return new Clearance([new Veto(kind, "instance-unknown", $"EC2 could not say what the instance is: {unknown.Message}")], null, []);
        }

        if (facts is null)
        {
            return Refused("instance-gone", "EC2 has no such instance any more.");
        }

        var vetoes = ImmutableArray.CreateBuilder<Veto>();
        if (facts.State != "running")
        {
            vetoes.Add(new Veto(VetoKind.Refuse, "instance-not-running", $"The instance is {facts.State}."));
        }

        // IAM says the same by a tag condition; this says it in words before SSM says it with an error.
        if (!rules.IsOptedIn(facts))
        {
            vetoes.Add(new Veto(VetoKind.Refuse, "not-opted-in", $"The instance does not have the tag {rules.OptInTagKey}={rules.OptInTagValue}."));
        }

        if (facts.AutoScalingGroup is { } group && rules.AsksForGroupMembers)
        {
            vetoes.Add(new Veto(VetoKind.AskPerson, "in-auto-scaling-group", $"The instance belongs to the Auto Scaling group {group}, which may replace it while it reboots."));
        }

        ResponseMode? mode = null;
        if (facts.Tags.TryGetValue(ModeTag, out string? word))
        {
            if (Enum.TryParse(word, ignoreCase: true, out ResponseMode own) && Enum.IsDefined(own) && !char.IsAsciiDigit(word[0]))
            {
                mode = own;
            }
            else
            {
                vetoes.Add(new Veto(VetoKind.Refuse, "mode-tag-unreadable", $"The tag {ModeTag} says '{word}'; allowed are {string.Join(", ", Enum.GetNames<ResponseMode>())}."));
            }
        }

        ImmutableArray<SlotRequest> slots = [new SlotRequest("fleet", rules.FleetCapacity)];
        if (facts.AutoScalingGroup is { } asg)
        {
            slots = slots.Add(new SlotRequest("group#" + asg, rules.GroupCapacity));
        }

        return new Clearance(vetoes.ToImmutable(), mode, slots);
    }

    private static Clearance Refused(string code, string reason) => new([new Veto(VetoKind.Refuse, code, reason)], null, []);
}
