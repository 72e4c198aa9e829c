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
    /// <summary>Mutexes that a loaded module makes at every start, used or not, and cannot work without: mod_auth_digest's.</summary>
    private static readonly ImmutableArray<string> AlwaysMade = ["authdigest-client", "authdigest-opaque"];

    /// <summary>The same of mod_proxy and mod_lua, which go on without theirs: that they are gone proves the removal, and no failure.</summary>
    private static readonly ImmutableArray<string> AlwaysMadeAndDispensable = ["lua-ivm-shm", "proxy"];

    /// <summary>From here on mod_rewrite makes its mutex only for a program (httpd 2.4.38; distributions have changed 2.4.37).</summary>
    private static readonly Version RewriteMapOnDemand = new(2, 4, 37);

    public static Conclusion? FindRemoved(Evidence evidence)
    {
        ImmutableArray<string> needed = [.. evidence.ModuleSemaphoreMutexes.Where(name => AlwaysMade.Contains(name) || (name == "rewrite-map" && IsAlwaysMadeByRewrite(evidence)))];
        ImmutableArray<string> missing = [.. needed, .. evidence.ModuleSemaphoreMutexes.Where(AlwaysMadeAndDispensable.Contains)];

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
        if (needed.IsEmpty)
        {
            return new Conclusion(Verdict.Escalate, RemovedWithoutProvenHarm(string.Join(", ", evidence.ModuleSemaphoreMutexes))) { RestsOn = restsOn };
        }

        if (needed.Intersect(evidence.ExplicitModuleMutexes).ToArray() is { Length: > 0 } named)
        {
            return new Conclusion(Verdict.Escalate, SetByName(cause.Told, string.Join(", ", named))) { RestsOn = restsOn };
        }

        return RemedyObstacle.Find(evidence, cause.Told, restsOn) ?? new Conclusion(Verdict.Remedy, cause) { RestsOn = restsOn };
    }

    private static bool IsAlwaysMadeByRewrite(Evidence evidence) =>
        evidence.ServerVersion.Split('/', ' ') is [_, var number, ..] && Version.TryParse(number, out Version? version) && version < RewriteMapOnDemand;

    private static Reason RemovedWithoutProvenHarm(string names) => new("module-semaphores-removed-harm-unknown", ("names", names));

    private static Reason SetByName(Statement cause, string names) => new("explicit-module-mutex", ("cause", cause), ("names", names));

    private static Reason Removed(string names) => new("module-semaphores-removed", ("names", names));

    private static Statement ParentWithoutSemaphores(int pid) => new("parent-without-semaphores", ("pid", pid));
}
