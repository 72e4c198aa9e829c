using System.Text.Json.Serialization;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Incidents;

/// <summary>What an incident is to come to: one of these, and no other.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Recover), "recover")]
[JsonDerivedType(typeof(Rollback), "rollback")]
[JsonDerivedType(typeof(Prevent), "prevent")]
public abstract record Goal
{
    private Goal()
    {
    }

    /// <summary>The word for it.</summary>
    public abstract IncidentGoal Kind { get; }

    /// <summary>The site serves again, on a mutex that nobody can remove.</summary>
    public sealed record Recover : Goal
    {
        public override IncidentGoal Kind => IncidentGoal.Recover;
    }

    /// <summary>The configuration is again, byte for byte, what it was before a change of ours.</summary>
    /// <param name="Change">The change that is taken back.</param>
    public sealed record Rollback(AppliedChange Change) : Goal
    {
        public override IncidentGoal Kind => IncidentGoal.Rollback;

        /// <summary>The prevention that made the change could not be proved, and takes it back itself; null where a person asked for it.</summary>
        public Reason? Because { get; init; }

        /// <summary>Lines of an outage waited for their look when a person asked for it: they get one afterwards.</summary>
        public bool HasLinesWaiting { get; init; }
    }

    /// <summary>A site that serves goes on serving, on a mutex that nobody can remove.</summary>
    public sealed record Prevent : Goal
    {
        public override IncidentGoal Kind => IncidentGoal.Prevent;

        /// <summary>A sweep found the machine; else a person named it.</summary>
        public bool IsFromSweep { get; init; }
    }
}

/// <summary>The words for <see cref="Goal"/>, in the order in which people need to see them: an outage before what happens while the site serves.</summary>
public enum IncidentGoal
{
    Recover,
    Rollback,
    Prevent,
}
