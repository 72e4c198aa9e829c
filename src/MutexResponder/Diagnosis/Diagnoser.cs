using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis;

/// <summary>Pure: the same evidence gives the same diagnosis.</summary>
public static class Diagnoser
{
    /// <summary>The differential. The order is the argument: what must be ruled out before the next may be believed.</summary>
    internal static ImmutableArray<ICause> Differential { get; } =
    [
        new ApacheNotFound(),
        new EvidenceIncomplete(),
        new ConfigurationBroken(),
        new LockTrouble(),
        new SemaphoresExhausted(),
        new SemaphoresRemoved(),
        new SiteHealthy(),
        new StoppedOnPurpose(),
        new LockDirectoryMissing(),
        new DownForAnotherReason(),
    ];

    /// <param name="evidence">What the inspection found.</param>
    /// <param name="signals">What the forwarded log said; never enough by itself.</param>
    /// <param name="recovery">How the policy wants Apache back.</param>
    /// <param name="style">Where the policy wants the line on Debian and Ubuntu.</param>
    public static DiagnosisResult Diagnose(Evidence evidence, ImmutableArray<Signal> signals, RecoveryKind recovery, RemedyStyle style)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var ruledOut = ImmutableArray.CreateBuilder<RuledOutCause>();
        foreach (ICause cause in Differential)
        {
            switch (cause.Consider(evidence, signals))
            {
                case RulingOut not:
                    ruledOut.Add(new RuledOutCause(cause.Name, not.Because, not.RestsOn));
                    break;
                case Conclusion conclusion:
                    var decisive = new Finding(conclusion.Reason.Code, conclusion.Reason.Told, conclusion.Confidence, conclusion.RestsOn);
                    return new DiagnosisResult(
                        conclusion.Verdict,
                        cause.Name.Code,
                        conclusion.Reason,
                        [decisive, .. SideFindings.Of(evidence).Where(finding => finding.Code != conclusion.Reason.Code)],
                        RootCause.From(evidence),
                        ruledOut.ToImmutable(),
                        conclusion.Verdict == Verdict.Remedy ? MakePlan(evidence, conclusion.ChangesConfiguration, conclusion.RemoveSemaphores, recovery, style) : null,
                        Recommendations.For(evidence, conclusion.Reason.Code)).Bounded();
            }
        }

        throw new InvalidOperationException("the last cause concludes whatever the evidence is");
    }

    /// <summary>The site is down, or degraded, by a cause that is proven and has a known remedy.</summary>
    public static bool IsOutage(Evidence evidence) => Diagnose(evidence, [], RecoveryKind.Reload, RemedyStyle.ConfAvailable).Verdict == Verdict.Remedy;

    /// <summary>The change that takes the risk away while the site serves; null where a person has to.</summary>
    public static Plan? PlanPrevention(Evidence evidence, Outlook.AtRisk atRisk, RemedyStyle style)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(atRisk);

        bool isForPerson = !atRisk.IsMendable
            || evidence.ConfigHash is null
            || evidence.LockDirectory is { IsOnNetworkFileSystem: true }
            || (!evidence.RunsOnOldSemaphores && MutexLinePlace.Of(evidence, style) is null);
        return isForPerson ? null : MakePlan(evidence, !evidence.RunsOnOldSemaphores, [], RecoveryKind.Reload, style);
    }

    private static Plan MakePlan(Evidence evidence, bool changesConfiguration, ImmutableArray<int> removeSemaphores, RecoveryKind recovery, RemedyStyle style)
    {
        var plan = new Plan(
            Remedy.None, recovery, evidence.BootId, evidence.ConfigHash!.Value, removeSemaphores, evidence.ExpectedParent, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        return changesConfiguration && MutexLinePlace.Of(evidence, style) is { } place
            ? plan with { Remedy = place.Remedy, FixFile = place.File, FixLine = evidence.Apache!.FixLine, ManagedBy = evidence.ManagedBy.FirstOrDefault("") }
            : plan;
    }
}
