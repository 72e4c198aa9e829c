using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What is to be expected of a machine that serves now, from one inspection. Unknown is never safe.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Safe), "safe")]
[JsonDerivedType(typeof(AtRisk), "atRisk")]
[JsonDerivedType(typeof(ExposedByPolicy), "exposedByPolicy")]
[JsonDerivedType(typeof(Unknown), "unknown")]
public abstract record Outlook
{
    private Outlook()
    {
    }

    /// <summary>No logout takes anything away that its server needs, and its configuration or its policy says so.</summary>
    public sealed record Safe : Outlook;

    /// <summary>It serves, and will not: see each risk for when.</summary>
    /// <param name="Risks">Never empty; the soonest first.</param>
    public sealed record AtRisk(ImmutableArray<Risk> Risks) : Outlook
    {
        /// <summary>
        /// Our one line and a graceful reload take the soonest away. Not where the configuration does not pass its test, which would end the server
        /// at the reload, nor where a line for the accept mutex itself overrides ours.
        /// </summary>
        public bool IsMendable => Risks.Any(risk => risk.IsMendable) && !Risks.Any(risk => risk.Kind is RiskKind.ConfigurationBroken or RiskKind.AcceptMutexSetByName);
    }

    /// <summary>
    /// logind would remove what Apache's user owns, and the server owns nothing that can be removed by chance alone: APR's default, the MPM or
    /// a single port. No line of its configuration sees to it; another build, MPM or Listen makes it a machine at risk.
    /// </summary>
    /// <param name="RestsOn">What was read.</param>
    public sealed record ExposedByPolicy(ImmutableArray<Statement> RestsOn) : Outlook;

    /// <summary>It does not serve, or what has to be known is not.</summary>
    /// <param name="Why">A reason code.</param>
    public sealed record Unknown(string Why) : Outlook;

    /// <summary>Pure: the same evidence gives the same outlook.</summary>
    public static Outlook Of(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (Diagnosis.Risks.Of(evidence) is { IsEmpty: false } risks)
        {
            return new AtRisk(risks);
        }

        DiagnosisResult diagnosis = Diagnoser.Diagnose(evidence, [], RecoveryKind.Reload, RemedyStyle.ConfAvailable);
        if (diagnosis.Verdict != Verdict.NoAction)
        {
            return new Unknown(diagnosis.ReasonCode);
        }

        RootCause cause = diagnosis.RootCause;
        return (Diagnosis.Risks.RemovesAtLogout(cause), evidence.OwnsRemovableMutexes) switch
        {
            (false, _) => new Safe(),
            (true, false) when !evidence.IsImmuneByConfiguration => new ExposedByPolicy([cause.RemoveIpc.RestsOn, cause.OrdinaryUser.RestsOn, cause.SysVMechanism.RestsOn]),
            (_, false) => new Safe(),
            (null, _) => new Unknown("logout-policy-unknown"),
            _ => new Unknown("mutexes-unknown"),
        };
    }
}
