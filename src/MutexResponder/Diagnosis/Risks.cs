using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>The risks of a machine whose site serves, each with what it rests on. What is not known is no risk here: see <see cref="Outlook"/>.</summary>
internal static class Risks
{
    /// <summary>Fewer free arrays or semaphores than one in this many of the limit is nearly used up.</summary>
    private const int FreeShare = 10;

    public static ImmutableArray<Risk> Of(Evidence evidence)
    {
        if (evidence.Parent is null || evidence.SiteAnswers != true)
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
        ImmutableArray<Statement> policy = [cause.RemoveIpc.RestsOn, cause.OrdinaryUser.RestsOn];
        if (evidence.RunsOnOldSemaphores)
        {
            yield return new Risk(RiskKind.FixNotRunning, [.. policy, cause.SysVMechanism.RestsOn, Arrays(evidence)]);
        }

        bool isAcceptMutex = evidence.HasAcceptMutex == true && evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if (isAcceptMutex)
        {
            yield return evidence.ExplicitAcceptMutexDirective is { } directive
                ? new Risk(RiskKind.AcceptMutexSetByName, [.. policy, Statement.Quoted(directive), Arrays(evidence)])
                : new Risk(RiskKind.AcceptMutexRemovable, [.. policy, cause.SysVMechanism.RestsOn, Arrays(evidence)]);
        }

        // A module names its mutexes whether it makes them or not.
        if (evidence.ModuleSemaphoreMutexes is { IsEmpty: false } modules && evidence.ApacheSemaphores!.Value.Length > (isAcceptMutex ? 1 : 0))
        {
            yield return new Risk(RiskKind.ModuleMutexesRemovable, [.. policy, MutexesOfModules(string.Join(", ", modules)), Arrays(evidence)]);
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
            ? new Risk(RiskKind.SemaphoresNearLimit, [Used(arrays, limits.MaxArrays, evidence.SemaphoreCount ?? arrays, limits.MaxSemaphores)])
            : null;

        static bool IsNear(long used, long limit) => limit - used < limit / FreeShare;
    }

    private static Risk? Broken(Evidence evidence) => evidence.ConfigTestExitStatus is { } status and not 0
        ? new Risk(RiskKind.ConfigurationBroken, [TestEndsWith(status), .. evidence.ConfigTestOutput.TakeLast(2).Select(Statement.Quoted)])
        : null;

    private static Risk? LockDirectoryGone(Evidence evidence) => evidence.LockDirectoriesGoneAtBoot is { IsEmpty: false } gone
        ? new Risk(RiskKind.LockDirectoryGoneAtBoot, [.. gone.Select(NothingMakes)])
        : null;

    private static Risk? NotStarted(Evidence evidence) =>
        evidence.Unit.FirstOrDefault(line => line is "UnitFileState=disabled" or "UnitFileState=masked" or "UnitFileState=enabled-runtime") is { } state
            ? new Risk(RiskKind.NotStartedAtBoot, [Statement.Quoted(state)])
            : null;

    private static Statement Arrays(Evidence evidence) => ArraysOfServer(evidence.ApacheSemaphores!.Value.Length);

    private static Statement ArraysOfServer(int count) => new("risk-arrays", ("count", count));

    private static Statement MutexesOfModules(string names) => new("risk-mutexes-of-modules", ("names", names));

    private static Statement Used(int arrays, int maxArrays, int semaphores, int maxSemaphores) =>
        new("risk-semaphores-used", ("arrays", arrays), ("maxArrays", maxArrays), ("semaphores", semaphores), ("maxSemaphores", maxSemaphores));

    private static Statement TestEndsWith(int status) => new("risk-test-ends", ("status", status));

    private static Statement NothingMakes(string path) => new("risk-nothing-makes", ("path", path));
}
