using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// The server runs without the semaphores that its modules make at each start: somebody removed them. It serves, and what needs them
/// fails. That they are gone only the kernel says; that a request met it, the log. Most modules go on without theirs.
/// </summary>
internal static class ModuleSemaphores
{
    /// <summary>Mutexes that a loaded module makes at every start, used or not.</summary>
    private static readonly ImmutableArray<string> AlwaysMade = ["authdigest-client", "authdigest-opaque", "ldap-cache", "lua-ivm-shm", "proxy"];

    /// <summary>From here on mod_rewrite makes its mutex only for a program (httpd 2.4.38; distributions have changed 2.4.37).</summary>
    private static readonly Version RewriteMapOnDemand = new(2, 4, 37);

    /// <summary>Whether the running server holds as files what its modules make at every start; false where they make none.</summary>
    public static bool AreFiles(Evidence evidence) => evidence.FileLocks is { } locks && MadeAtEveryStart(evidence).ToArray() is { Length: > 0 } made && made.All(locks.Contains);

    public static Conclusion? FindRemoved(Evidence evidence)
    {
        ImmutableArray<string> missing = [.. MadeAtEveryStart(evidence).Intersect(evidence.ModuleSemaphoreMutexes)];

        // In its first seconds, and in a reload's, a server may not have come to them, and one that was told to use files by now may have been
        // started with them.
        if (evidence.Parent is not { } parent || missing.IsEmpty || evidence.ApacheSemaphores is not { IsEmpty: true } || evidence.FileLocks is not { } locks
            || missing.Any(locks.Contains) || !(evidence.TakenAt - evidence.ParentStartedAt > SemaphoresRemoved.ClockGrain)
            || evidence.ErrorLogSinceStart().Any(line => line.IsReload))
        {
            return null;
        }

        string names = string.Join(", ", evidence.ModuleSemaphoreMutexes);
        LoggedLine? failed = evidence.ErrorLogSinceStart().LastOrDefault(line =>
            line.Signal is { Kind: SignalKind.Removed } signal && MutexMessages.IsOfRequest(signal.Code) && line.At >= evidence.ParentStartedAt);
        ImmutableArray<Statement> restsOn =
        [
            ParentWithoutSemaphores(parent.Pid),
            .. failed is null ? ImmutableArray<Statement>.Empty : [Statement.Quoted(failed.Text)],
            .. evidence.MutexSettings.Where(s => evidence.ModuleSemaphoreMutexes.Contains(s.Name))
                .Select(s => Statement.Quoted($"Mutex {s.Name}: {(s.UsesDefaults ? "using_defaults" : s.MechanismWord)}")),
        ];
        if (failed is null)
        {
            return new Conclusion(Verdict.Escalate, WithoutProvenHarm(names)) { RestsOn = restsOn };
        }

        Reason cause = Removed(names);
        if (evidence.ExplicitModuleMutexes is { IsEmpty: false } named)
        {
            return new Conclusion(Verdict.Escalate, SetByName(cause.Told, string.Join(", ", named))) { RestsOn = restsOn };
        }

        return RemedyObstacle.Find(evidence, cause.Told, restsOn) ?? new Conclusion(Verdict.Remedy, cause) { RestsOn = restsOn };
    }

    private static IEnumerable<string> MadeAtEveryStart(Evidence evidence) =>
        evidence.MutexSettings.Select(s => s.Name).Where(name => AlwaysMade.Contains(name) || (name == "rewrite-map" && IsAlwaysMadeByRewrite(evidence)));

    private static bool IsAlwaysMadeByRewrite(Evidence evidence) =>
        evidence.ServerVersion.Split('/', ' ') is [_, var number, ..] && Version.TryParse(number, out Version? version) && version < RewriteMapOnDemand;

    private static Reason WithoutProvenHarm(string names) => new("module-semaphores-removed-harm-unknown", ("names", names));

    private static Reason SetByName(Statement cause, string names) => new("explicit-module-mutex", ("cause", cause), ("names", names));

    private static Reason Removed(string names) => new("module-semaphores-removed", ("names", names));

    private static Statement ParentWithoutSemaphores(int pid) => new("parent-without-semaphores", ("pid", pid));
}
