using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>The change is on disk and a reboot was ordered, and the guest did not do it: EC2 is asked, once an attempt.</summary>
internal static class ForcedReboot
{
    /// <summary>
    /// Whether there is something that a reboot from outside could bring to an end: the change was reported, the reboot was to
    /// follow, and nothing was heard of it since. A recovery that refused or failed is no case for it.
    /// </summary>
    public static bool Fits(Incident incident, Attempt attempt) =>
        incident.Recovery == RecoveryKind.Reboot
        && attempt.ForcedRebootAt is null
        && Changing.StepOf(incident, attempt)?.Status is "changed" or "unchanged" or "restored"
        && attempt.Step("recover")?.Status is null or "rebooting"
        && !IsOver(incident, attempt);

    /// <summary>
    /// A look after the change found another boot, or a server that somebody had started: no guard on the machine sees a reboot from outside, which
    /// would undo that.
    /// </summary>
    private static bool IsOver(Incident incident, Attempt attempt) =>
        attempt.After?.Evidence is { } after && incident.Seen?.Evidence is { } before
        && (after.BootId != before.BootId
            || (incident.Goal is Goal.Recover && after.Parent is not null && (after.SiteAnswers == true || after.ParentIdentity != before.ParentIdentity)));

    /// <summary>Whether EC2 may still be at it.</summary>
    public static bool IsUnderWay(Turn turn, Attempt attempt) => turn.Now - attempt.ForcedRebootAt < turn.Policy.ForcedRebootTimeout;

    public static Decision Ask(Turn turn, Attempt attempt, Statement reason)
    {
        if (turn.Seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.Refusal is { } veto)
        {
            return turn.Escalate(Because.NotForced(reason, veto.Why));
        }

        // From a reboot that nobody could speak against, without the slots that nobody could name: it is asked again.
        bool isTimeLeft = turn.Now - attempt.OrderedAt < turn.Policy.RemediationTimeout + turn.Policy.SlotTimeout;
        if (clearance.Unknown is { } unknown)
        {
            Reason notNow = Because.NotForced(reason, unknown.Why);
            return isTimeLeft ? Pause(turn, attempt, notNow.Told) : turn.Escalate(notNow);
        }

        // Its slot may have been given back meanwhile, and this is one more recovery.
        if (turn.Seen.SlotRefused)
        {
            return isTimeLeft
                ? Pause(turn, attempt, Story.WaitingToAskForReboot(reason))
                : turn.Escalate(Because.NoSlotForReboot(reason));
        }

        Attempt asked = attempt with { ForcedRebootAt = turn.Now, Slots = [.. clearance.Slots.Select(slot => slot.Name)] };
        return Pause(turn, asked, Story.AskingForReboot(reason)) with
        {
            RebootsInstance = true,
            Slots = new SlotChange { Take = clearance.Slots, Release = [.. turn.Stored.HeldSlots.Except(asked.Slots)] },
        };
    }

    /// <summary>No command is sent for a while: on its way down the guest would take it and lose it.</summary>
    public static Decision Pause(Turn turn, Attempt attempt, Statement why) =>
        turn.To(new State.AwaitingReboot(attempt, turn.Now + turn.Policy.ForcedRebootPause, LookCount: 0), why);

    /// <summary>Before EC2 was asked, only a look that SSM did not take leads here.</summary>
    public static Decision GoOn(Turn turn, State.AwaitingReboot state) => Fits(turn.Incident, state.Attempt)
        ? Ask(turn, state.Attempt, Story.InstanceRefusesLook)
        : turn.LookAgain(state.Attempt, state.LookCount, Story.LookingForInstance);
}
