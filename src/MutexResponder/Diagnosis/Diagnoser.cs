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
                        conclusion.Verdict == Verdict.Remedy ? MakePlan(evidence, conclusion, recovery, style) : null,
                        Recommendations.For(evidence, conclusion.Reason.Code));
            }
        }

        throw new InvalidOperationException("the last cause concludes whatever the evidence is");
    }

    private static Plan MakePlan(Evidence evidence, Conclusion conclusion, RecoveryKind recovery, RemedyStyle style)
    {
        var plan = new Plan(
            Remedy.None, recovery, evidence.BootId, evidence.ConfigHash!, conclusion.RemoveSemaphores, evidence.ParentIdentity, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        if (!conclusion.ChangesConfiguration || evidence.Apache is not { FixFiles: { IsEmpty: false } files } apache)
        {
            return plan;
        }

        // The style is a choice between what Debian's layout has; the others have one place.
        (string word, string file) = files.FirstOrDefault(fix => Remedies.Parse(fix.Key) == (style == RemedyStyle.Uncomment ? Remedy.Uncomment : Remedy.ConfAvailable)) is { Key: not null } wanted
            ? wanted
            : files[0];
        return Remedies.Parse(word) is { } remedy ? plan with { Remedy = remedy, FixFile = file, FixLine = apache.FixLine } : plan;
    }
}
