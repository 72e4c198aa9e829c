using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>The risks of a machine whose site serves, each with what it rests on. What is not known is no risk here: see <see cref="Outlook"/>.</summary>
internal static class Risks
{
    /// <summary>Fewer free arrays or semaphores than one in this many of the limit is nearly used up.</summary>
    private const int FreeShare = 10;

    /// <summary>timeout(1): the test did not end, which says nothing of the configuration.</summary>
    private const int TimedOut = 124;

    public static ImmutableArray<Risk> Of(Evidence evidence)
    {
        if (evidence.Parent is null || !evidence.SiteAnswers)
        {
            return [];
        }

        RootCause cause = RootCause.From(evidence);
        IEnumerable<Risk> atLogout = RemovesAtLogout(cause) == true && evidence.ApacheSemaphores is { Length: > 0 } ? AtLogout(evidence, cause) : [];
        return [.. atLogout, .. new[] { NearLimit(evidence), Broken(evidence), LockDirectoryGone(evidence), NotStarted(evidence) }.OfType<Risk>()];
    }

    /// <summary>Whether logind removes what Apache's user owns when that one last logs out; null where that is not known.</summary>
    public static bool? RemovesAtLogout(RootCause cause) => (cause.RemoveIpc.Holds, cause.OrdinaryUser.Holds) switch
    {
        (false, _) or (_, false) => false,
        (true, true) => true,
        _ => null,
    };

    private static IEnumerable<Risk> AtLogout(Evidence evidence, RootCause cause)
    {
        ImmutableArray<string> policy = [cause.RemoveIpc.RestsOn, cause.OrdinaryUser.RestsOn];
        if (evidence.RunsOnOldSemaphores)
        {
            yield return new Risk(RiskKind.FixNotRunning, [.. policy, cause.SysVMechanism.RestsOn, Arrays(evidence)]);
        }

        bool isAcceptMutex = evidence.HasAcceptMutex == true && evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if (isAcceptMutex)
        {
            yield return evidence.ExplicitAcceptMutexDirective is { } directive
                ? new Risk(RiskKind.AcceptMutexSetByName, [.. policy, directive, Arrays(evidence)])
                : new Risk(RiskKind.AcceptMutexRemovable, [.. policy, cause.SysVMechanism.RestsOn, Arrays(evidence)]);
        }

        // A module names its mutexes whether it makes them or not.
        if (evidence.ModuleSemaphoreMutexes is { IsEmpty: false } modules && evidence.ApacheSemaphores!.Value.Length > (isAcceptMutex ? 1 : 0))
        {
            yield return new Risk(RiskKind.ModuleMutexesRemovable, [.. policy, $"mutexes of modules: {string.Join(", ", modules)}", Arrays(evidence)]);
        }
    }

    /// <summary>A start needs its arrays while those of a server that was killed are still there; a reload needs some for a moment more.</summary>
    private static Risk? NearLimit(Evidence evidence)
    {
        bool needsArrays = (evidence.HasAcceptMutex == true && evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem) || !evidence.ModuleSemaphoreMutexes.IsEmpty;
        if (!needsArrays || evidence is not { SemaphoreLimits: { } limits, SemaphoreArrayCount: { } arrays })
        {
            return null;
        }

        bool isNear = IsNear(arrays, limits.MaxArrays) || (evidence.SemaphoreCount is { } all && IsNear(all, limits.MaxSemaphores));
        return isNear
            ? new Risk(RiskKind.SemaphoresNearLimit, [string.Create(
                CultureInfo.InvariantCulture, $"{arrays} arrays of {limits.MaxArrays}, {evidence.SemaphoreCount ?? arrays} semaphores of {limits.MaxSemaphores}")])
            : null;

        static bool IsNear(long used, long limit) => limit - used < limit / FreeShare;
    }

    private static Risk? Broken(Evidence evidence) => evidence.ConfigTestExitStatus is { } status and not (0 or TimedOut)
        ? new Risk(RiskKind.ConfigurationBroken, [string.Create(CultureInfo.InvariantCulture, $"the configuration test ends with {status}"), .. evidence.ConfigTestOutput.TakeLast(2)])
        : null;

    private static Risk? LockDirectoryGone(Evidence evidence) => evidence.LockDirectoriesGoneAtBoot is { IsEmpty: false } gone
        ? new Risk(RiskKind.LockDirectoryGoneAtBoot, [.. gone.Select(path => $"{path} lies in memory, and no tmpfiles.d line, unit or start script makes it")])
        : null;

    private static Risk? NotStarted(Evidence evidence) =>
        evidence.Unit.FirstOrDefault(line => line is "UnitFileState=disabled" or "UnitFileState=masked") is { } state ? new Risk(RiskKind.NotStartedAtBoot, [state]) : null;

    private static string Arrays(Evidence evidence) => string.Create(CultureInfo.InvariantCulture, $"{evidence.ApacheSemaphores!.Value.Length} arrays of Apache's kind");
}
