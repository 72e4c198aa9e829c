using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;

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

        string names = string.Join(", ", evidence.ModuleSemaphoreMutexes);
        string cause = $"The System V semaphores of Apache's modules ({names}) were removed while it ran. What needs them fails; a file mutex cannot be removed.";
        ImmutableArray<string> restsOn =
        [
            string.Create(CultureInfo.InvariantCulture, $"parent {parent.Pid} alive, 0 semaphores of Apache's kind"),
            .. evidence.MutexSettings.Where(s => evidence.ModuleSemaphoreMutexes.Contains(s.Name)).Select(s => $"Mutex {s.Name}: {(s.UsesDefaults ? "using_defaults" : s.MechanismWord)}"),
        ];
        if (missing.Intersect(evidence.ExplicitModuleMutexes).ToArray() is { Length: > 0 } named)
        {
            return new Conclusion(
                Verdict.Escalate,
                "explicit-module-mutex",
                $"{cause} The configuration sets {string.Join(", ", named)} by name, which our default would not override; change that line to 'file:' and restart Apache.")
            { RestsOn = restsOn };
        }

        return RemedyObstacle.Find(evidence, cause, restsOn) ?? new Conclusion(Verdict.Remedy, "module-semaphores-removed", cause) { RestsOn = restsOn };
    }
}
