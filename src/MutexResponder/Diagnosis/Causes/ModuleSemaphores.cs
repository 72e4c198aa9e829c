using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// The server runs without the semaphores that its modules made at its start: somebody removed them. It serves, and what needs them
/// fails for each request. No line is needed to see it, and none is believed: those lines hold a client's text.
/// </summary>
internal static class ModuleSemaphores
{
    /// <summary>Mutexes that a loaded module makes at every start, used or not: mod_auth_digest's.</summary>
    private static readonly ImmutableArray<string> AlwaysMade = ["authdigest-client", "authdigest-opaque"];

    public static Conclusion? FindRemoved(Evidence evidence)
    {
        ImmutableArray<string> missing = [.. evidence.ModuleSemaphoreMutexes.Where(name => AlwaysMade.Contains(name))];

        // In its first seconds a server may not have come to them, and one that was told to use files by now may have been started with them.
        if (evidence.Parent is not { } parent || missing.IsEmpty || evidence.ApacheSemaphores is not { IsEmpty: true } || evidence.FileLocks is not { } locks
            || missing.Any(locks.Contains) || !(evidence.TakenAt - evidence.ParentStartedAt > SemaphoresRemoved.ClockGrain))
        {
            return null;
        }

        Reason cause = Removed(string.Join(", ", evidence.ModuleSemaphoreMutexes));
        ImmutableArray<Statement> restsOn =
        [
            ParentWithoutSemaphores(parent.Pid),
            .. evidence.MutexSettings.Where(s => evidence.ModuleSemaphoreMutexes.Contains(s.Name))
                .Select(s => Statement.Quoted($"Mutex {s.Name}: {(s.UsesDefaults ? "using_defaults" : s.MechanismWord)}")),
        ];
        if (missing.Intersect(evidence.ExplicitModuleMutexes).ToArray() is { Length: > 0 } named)
        {
            return new Conclusion(Verdict.Escalate, SetByName(cause.Told, string.Join(", ", named))) { RestsOn = restsOn };
        }

        return RemedyObstacle.Find(evidence, cause.Told, restsOn) ?? new Conclusion(Verdict.Remedy, cause) { RestsOn = restsOn };
    }

    private static Reason SetByName(Statement cause, string names) => new("explicit-module-mutex", ("cause", cause), ("names", names));

    private static Reason Removed(string names) => new("module-semaphores-removed", ("names", names));

    private static Statement ParentWithoutSemaphores(int pid) => new("parent-without-semaphores", ("pid", pid));
}
