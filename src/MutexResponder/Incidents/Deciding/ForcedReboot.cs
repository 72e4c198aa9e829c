using MutexResponder.Remediation;

namespace MutexResponder.Incidents.Deciding;

/// <summary>The change is on disk and a reboot was ordered, and the guest did not do it: EC2 is asked, once an attempt.</summary>
internal static class ForcedReboot
{
    /// <summary>
    /// Whether there is something that a reboot from outside could bring to an end: the change was reported, the reboot was to
    /// follow, and nothing was heard of it since. A recovery that refused or failed is no case for it.
    /// </summary>
    public static bool Fits(Incident current)
    {
        StepResult? change = StepResult.TryRead(current.ChangeLog, current.Goal == IncidentGoal.Rollback ? "restore" : "apply");
        StepResult? recover = StepResult.TryRead(current.ChangeLog, "recover");
        return current is { Recovery: RecoveryKind.Reboot, ForcedRebootAt: null }
            && change?.Status is "changed" or "unchanged" or "restored"
            && recover?.Status is null or "rebooting";
    }

    public static Decision Ask(Incident current, Observation seen, Policy policy, DateTimeOffset now, string reason)
    {
        if (seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.Refuse) is { } veto)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, veto.Code, $"{reason} EC2 was not asked to reboot the instance: {veto.Reason}", now);
        }

        return Pause(current with { ForcedRebootAt = now }, policy, now, $"{reason} The instance did not reboot itself in time; asking EC2 to reboot it.") with { RebootsInstance = true };
    }

    /// <summary>Whether EC2 may still be at it.</summary>
    public static bool IsUnderWay(Incident current, Policy policy, DateTimeOffset now) => now - current.ForcedRebootAt < policy.ForcedRebootTimeout;

    /// <summary>No command is sent for a while: on its way down the guest would take it and lose it.</summary>
    public static Decision Pause(Incident current, Policy policy, DateTimeOffset now, string why) =>
        LookLater(current with { VerificationCount = 0 }, now + policy.ForcedRebootPause, now, why);

    /// <summary>The look that is pending was not taken; the next tick goes on.</summary>
    public static Decision LookLater(Incident current, DateTimeOffset now, string why) => LookLater(current, now, now, why);

    public static Decision Wait(Incident stored, Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (now < current.VerifyAt || seen.Trigger.Kind == TriggerKind.LogSignals)
        {
            return Transitions.Keep(stored, current);
        }

        // Before EC2 was asked, only a look that SSM did not take leads here.
        return Fits(current)
            ? Ask(current, seen, policy, now, "The instance cannot be looked at.")
            : Transitions.VerifyAgain(current, policy, now, "Looking whether the instance is back.");
    }

    private static Decision LookLater(Incident current, DateTimeOffset at, DateTimeOffset now, string why) =>
        new((current with { Version = current.Version + 1, Commands = current.CommandsWithPending(), Pending = null, VerifyAt = at }).Note(now, why));
}
