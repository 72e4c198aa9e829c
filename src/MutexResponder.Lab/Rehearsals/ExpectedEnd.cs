using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>How the rehearsal of one cause has to end in one mode. What nobody may touch is compared byte for byte.</summary>
/// <param name="Phase">Where the incident ends.</param>
/// <param name="ReasonCode">With which reason code; null where the phase says all.</param>
/// <param name="SiteAnswers">Whether the site serves at the end: where only a person may act, it does not.</param>
/// <param name="Mechanism">The accept mutex's mechanism on disk; empty where the configuration cannot be read.</param>
public sealed record ExpectedEnd(IncidentPhase Phase, string? ReasonCode, bool SiteAnswers, string Mechanism)
{
    /// <summary>Whether semaphores like Apache's are there after a recovery: a module's own stay.</summary>
    public bool KeepsArrays { get; init; }

    /// <summary>Whether the responder is to change anything.</summary>
    public bool IsRecovery => Phase == IncidentPhase.Resolved;

    /// <param name="cause">What went wrong.</param>
    /// <param name="mode">How far the responder may go by itself.</param>
    /// <param name="answer">What a person said to the plan; null where nobody was asked.</param>
    public static ExpectedEnd Of(Cause cause, ResponseMode mode, PlanAnswer? answer) => cause switch
    {
        Cause.Removed or Cause.WorkerLoop or Cause.Exhausted or Cause.PipedLog or Cause.Syslog or Cause.JsonLog or Cause.ModuleArray => (mode, answer) switch
        {
            (ResponseMode.Observe, _) => new ExpectedEnd(IncidentPhase.Escalated, "mode-observe", false, "sysvsem"),
            (ResponseMode.Approve, PlanAnswer.Reject) => new ExpectedEnd(IncidentPhase.NoAction, "rejected", false, "sysvsem"),
            _ => new ExpectedEnd(IncidentPhase.Resolved, null, true, "fcntl") { KeepsArrays = cause == Cause.ModuleArray },
        },
        Cause.AtRisk => (mode, answer) switch
        {
            (ResponseMode.Observe, _) => new ExpectedEnd(IncidentPhase.NoAction, "at-risk", true, "sysvsem"),
            (ResponseMode.Approve, PlanAnswer.Reject) => new ExpectedEnd(IncidentPhase.NoAction, "rejected", true, "sysvsem"),
            _ => new ExpectedEnd(IncidentPhase.Resolved, "prevented", true, "fcntl"),
        },
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
        Cause.PipedLog => asked with { ErrorLog = ErrorLogTarget.Pipe },
        Cause.Syslog => asked with { ErrorLog = ErrorLogTarget.Syslog },
        Cause.JsonLog => asked with { ErrorLog = ErrorLogTarget.JsonFile },
        Cause.ModuleArray => asked with { HasModuleArray = true },
        Cause.AlreadyFixed => asked with { MutexDirective = "Mutex file:/var/lock/apache2 default" },
        _ => asked,
    };

    /// <summary>What ended otherwise than it should, each with both sides; empty where it ended as it should.</summary>
    public IEnumerable<string> Differences(InstanceOutcome outcome, RecoveryKind recovery)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.IsControl ? OfControl(outcome) : DifferencesOf(outcome, recovery);
    }

    /// <summary>Nobody looks after it, and its user logs out.</summary>
    private static IEnumerable<string> OfControl(InstanceOutcome outcome)
    {
        if (outcome.Phase is not null || !outcome.ConfigurationIsUntouched)
        {
            yield return "expected the control to be left alone; it was not";
        }

        if (outcome.SiteAnswers || outcome.Requests is { LostCount: 0 })
        {
            yield return "expected the control's site to go down at the logout; it did not";
        }
    }

    private IEnumerable<string> DifferencesOf(InstanceOutcome outcome, RecoveryKind recovery)
    {
        if (outcome.Requests is { LostCount: > 0 } requests)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"expected no request lost; {requests.LostCount} were");
        }

        if (outcome.RemovedAtLogout is > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"expected the logout to find nothing; it removed {outcome.RemovedAtLogout}");
        }

        if (outcome.Requests is not null && outcome.ParentAfter != outcome.ParentBefore)
        {
            yield return "expected the same Apache parent all the time; it is another one";
        }

        string wanted = ReasonCode is null ? $"{Phase}" : $"{Phase} ({ReasonCode})";
        if (outcome.Phase is not { } phase)
        {
            yield return $"expected the incident to end as {wanted}; none was opened";
        }
        else if (phase != Phase || (ReasonCode ?? outcome.ReasonCode) != outcome.ReasonCode)
        {
            yield return $"expected the incident to end as {wanted}; it is {phase} ({outcome.ReasonCode})";
        }

        if (outcome.SiteAnswers != SiteAnswers)
        {
            yield return $"expected the site {(SiteAnswers ? "to answer" : "to stay down")}; it {(outcome.SiteAnswers ? "answers" : "is down")}";
        }

        if (outcome.Mechanism != Mechanism)
        {
            yield return $"expected the accept mutex {OrNone(Mechanism)}; it is {OrNone(outcome.Mechanism)}";
        }

        if (IsRecovery && outcome.ApacheSemaphoreCount > 0 != KeepsArrays)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"expected {(KeepsArrays ? "the module's" : "no")} semaphore of Apache's; there are {outcome.ApacheSemaphoreCount}");
        }

        int reboots = IsRecovery && recovery == RecoveryKind.Reboot ? 1 : 0;
        if (outcome.RebootCount != reboots)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"expected reboots: {reboots}; there were {outcome.RebootCount}");
        }

        if (!IsRecovery && !outcome.ConfigurationIsUntouched)
        {
            yield return "expected the configuration untouched; it was changed";
        }
    }

    private static string OrNone(string mechanism) => mechanism.Length > 0 ? mechanism : "not to be read";
}
