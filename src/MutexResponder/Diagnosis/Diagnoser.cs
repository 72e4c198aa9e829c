using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis;

/// <summary>Pure: the same evidence gives the same diagnosis.</summary>
public static class Diagnoser
{
    /// <summary>The differential. The order is the argument: what must be ruled out before the next may be believed.</summary>
    private static readonly ImmutableArray<ICause> Differential =
    [
        new ApacheNotFound(),
        new EvidenceIncomplete(),
        new ConfigurationBroken(),
        new LockTrouble(),
        new SemaphoresExhausted(),
        new SemaphoresRemoved(),
        new SiteHealthy(),
        new DownForAnotherReason(),
    ];

    /// <param name="evidence">What the inspection found.</param>
    /// <param name="signals">What the forwarded log said; never enough by itself.</param>
    /// <param name="recovery">How the policy wants Apache back.</param>
    /// <param name="style">Where the policy wants the line on Debian and Ubuntu.</param>
    public static DiagnosisResult Diagnose(Evidence evidence, ImmutableArray<Signal> signals, RecoveryKind recovery, RemedyStyle style)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Conclusion conclusion = Differential.Select(cause => cause.Consider(evidence, signals)).First(c => c is not null)!;
        var decisive = new Finding(conclusion.ReasonCode, conclusion.Summary, Confidence.Observed, conclusion.RestsOn);
        return new DiagnosisResult(
            conclusion.Verdict,
            conclusion.ReasonCode,
            conclusion.Summary,
            [decisive, .. SideFindings(evidence)],
            RootCause.From(evidence),
            conclusion.Verdict == Verdict.Remedy ? MakePlan(evidence, conclusion, recovery, style) : null,
            Recommendations.For(evidence, conclusion.ReasonCode));
    }

    private static Plan MakePlan(Evidence evidence, Conclusion conclusion, RecoveryKind recovery, RemedyStyle style)
    {
        Remedy remedy = (conclusion.ChangesConfiguration, evidence.Apache?.Layout, style) switch
        {
            (false, _, _) => Remedy.None,
            (_, ApacheLayout.RedHat, _) => Remedy.ConfD,
            (_, _, RemedyStyle.Uncomment) => Remedy.Uncomment,
            _ => Remedy.ConfAvailable,
        };
        return new Plan(remedy, recovery, evidence.BootId, evidence.ConfigHash!, conclusion.RemoveSemaphores);
    }

    private static IEnumerable<Finding> SideFindings(Evidence evidence)
    {
        if (evidence.Parent is null && evidence.Orphans.Length > 0)
        {
            ApacheProcess orphan = evidence.Orphans[0];
            string ports = string.Join(", ", evidence.ApachePorts);
            yield return new Finding(
                "orphan-holds-ports",
                $"The parent is dead and a child of it lives on, holding {(ports.Length > 0 ? "port " + ports : "no known port")}; a plain start would fail with 'Address already in use'.",
                Confidence.Observed,
                [string.Create(CultureInfo.InvariantCulture, $"pid {orphan.Pid}, ppid {orphan.ParentPid}, uid {orphan.Uid}")]);
        }

        if (evidence.HasAcceptMutex == false)
        {
            yield return new Finding(
                "no-accept-mutex",
                evidence.Mpm == "event" ? "The event MPM makes no accept mutex." : "With one Listen, Apache makes no accept mutex.",
                Confidence.Observed,
                [string.Create(CultureInfo.InvariantCulture, $"MPM {evidence.Mpm}, {evidence.ListeningSocketCount} listening sockets")]);
        }

        if (evidence.CutSections.Length > 0)
        {
            yield return new Finding(
                "evidence-cut", "Some sections of the evidence were cut at their bound.", Confidence.Observed, evidence.CutSections);
        }
    }
}
