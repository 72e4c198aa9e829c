using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What takes a site down that serves now. Each value is one checked condition; the set is closed.</summary>
public enum RiskKind
{
    /// <summary>The accept mutex is a System V semaphore that logind removes when Apache's user next logs out for the last time.</summary>
    AcceptMutexRemovable,

    /// <summary>The same, and a directive sets it by its name: our line for the default would not reach it.</summary>
    AcceptMutexSetByName,

    /// <summary>The next last logout removes mutexes of modules, and what needs them fails then.</summary>
    ModuleMutexesRemovable,

    /// <summary>The configuration on disk is right; the running server still has the semaphores that the next last logout removes.</summary>
    FixNotRunning,

    /// <summary>The kernel grants hardly any more semaphores, and the next start or reload needs them.</summary>
    SemaphoresNearLimit,

    /// <summary>The next start or reload does not take the configuration that is on disk.</summary>
    ConfigurationBroken,

    /// <summary>A directory that a mutex file goes to lies in memory, and nothing makes it at the next boot.</summary>
    LockDirectoryGoneAtBoot,

    /// <summary>Nothing starts Apache at the next boot.</summary>
    NotStartedAtBoot,
}

/// <summary>The event that takes the site down.</summary>
public enum RiskMoment
{
    NextLogout,
    NextRestart,
    NextBoot,
}

/// <summary>One reason for which a site that serves now will not.</summary>
/// <param name="Kind">Which.</param>
/// <param name="RestsOn">What was read; never empty.</param>
public sealed record Risk(RiskKind Kind, ImmutableArray<Statement> RestsOn)
{
    public RiskMoment Moment => Kind switch
    {
        RiskKind.SemaphoresNearLimit or RiskKind.ConfigurationBroken => RiskMoment.NextRestart,
        RiskKind.LockDirectoryGoneAtBoot or RiskKind.NotStartedAtBoot => RiskMoment.NextBoot,
        _ => RiskMoment.NextLogout,
    };

    /// <summary>Our one line and a graceful reload take it away; the others are for a person.</summary>
    public bool IsMendable => Kind is RiskKind.AcceptMutexRemovable or RiskKind.ModuleMutexesRemovable or RiskKind.FixNotRunning;
}
