using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>How the rehearsal of one cause has to end. What nobody may touch is compared byte for byte.</summary>
/// <param name="Phase">Where the incident ends.</param>
/// <param name="ReasonCode">With which reason code; null where the phase says all.</param>
/// <param name="SiteAnswers">Whether the site serves at the end: where only a person may act, it does not.</param>
/// <param name="Mechanism">The accept mutex's mechanism on disk; empty where the configuration cannot be read.</param>
public sealed record ExpectedEnd(IncidentPhase Phase, string? ReasonCode, bool SiteAnswers, string Mechanism)
{
    private static readonly ExpectedEnd Recovered = new(IncidentPhase.Resolved, null, true, "fcntl");

    /// <summary>Whether the responder is to change anything.</summary>
    public bool IsRecovery => Phase == IncidentPhase.Resolved;

    public static ExpectedEnd Of(Cause cause) => cause switch
    {
        Cause.Removed or Cause.WorkerLoop or Cause.Exhausted => Recovered,
        Cause.Forged => new ExpectedEnd(IncidentPhase.NoAction, "not-corroborated", true, "sysvsem"),
        Cause.ConfigBroken => new ExpectedEnd(IncidentPhase.Escalated, "config-broken", false, ""),
        Cause.StoppedOnPurpose => new ExpectedEnd(IncidentPhase.Escalated, "stopped-on-purpose", false, "sysvsem"),
        Cause.ExplicitMpmAccept => new ExpectedEnd(IncidentPhase.Escalated, "explicit-mpm-accept", false, "sysvsem"),
        Cause.AlreadyFixed => new ExpectedEnd(IncidentPhase.NoAction, "already-fixed", true, "fcntl"),
        Cause.GracefulNoise => new ExpectedEnd(IncidentPhase.NoAction, "graceful-restart-noise", true, "sysvsem"),
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    /// <summary>The Apache that the cause needs, made from the one that was asked for.</summary>
    public static ApacheSpec ApacheFor(Cause cause, ApacheSpec asked) => cause switch
    {
        Cause.WorkerLoop => asked with { Mpm = Mpm.Worker },
        Cause.ExplicitMpmAccept => asked with { MutexDirective = "Mutex sysvsem default mpm-accept" },
        Cause.AlreadyFixed => asked with { MutexDirective = "Mutex file:/var/lock/apache2 default" },
        _ => asked,
    };

    public bool IsMetBy(InstanceOutcome outcome, RecoveryKind recovery)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        bool ended = outcome.Phase == Phase && (ReasonCode is null || outcome.ReasonCode == ReasonCode)
            && outcome.SiteAnswers == SiteAnswers && outcome.Mechanism == Mechanism;
        return ended && (IsRecovery
            ? outcome.ApacheSemaphoreCount == 0 && outcome.RebootCount == (recovery == RecoveryKind.Reboot ? 1 : 0)
            : outcome is { RebootCount: 0, ConfigurationIsUntouched: true });
    }
}
