using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>A site that serves now and will fail when Apache's user next logs out: three of the four conditions hold.</summary>
/// <param name="Statement">What will happen and what to do before it does.</param>
/// <param name="RestsOn">The three conditions, as read.</param>
internal sealed record NextLogout(string Statement, ImmutableArray<string> RestsOn)
{
    /// <returns>Null where the next logout does no harm, or where that is not known.</returns>
    public static NextLogout? From(Evidence evidence)
    {
        RootCause cause = RootCause.From(evidence);
        Condition[] waiting = [cause.RemoveIpc, cause.OrdinaryUser, cause.SysVMechanism];
        bool holdsSemaphores = evidence is { Parent: not null, SiteAnswers: true, ApacheSemaphores.Length: > 0 };
        bool isAcceptMutex = evidence.HasAcceptMutex == true && evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if (!isAcceptMutex && evidence.ModuleSemaphoreMutexes.IsEmpty)
        {
            return null;
        }

        string lost = isAcceptMutex ? "the System V semaphore of its accept mutex" : $"the System V semaphores of its modules ({string.Join(", ", evidence.ModuleSemaphoreMutexes)})";
        return holdsSemaphores && waiting.All(condition => condition.Holds == true)
            ? new NextLogout(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It will fail at the next last logout of {evidence.ApacheUser} (uid {evidence.ApacheUid}): logind then removes {lost}. Before that: {Remedy(evidence)}"),
                [.. waiting.Select(condition => condition.RestsOn)])
            : null;
    }

    /// <summary>A graceful reload is enough while the server is healthy: it makes the mutexes anew.</summary>
    private static string Remedy(Evidence evidence) => (evidence.ExplicitAcceptMutexDirective, evidence.Apache) switch
    {
        ({ } directive, _) => $"change {directive} to 'file:' and reload Apache.",
        (_, { } apache) when MutexLinePlace.Of(evidence, RemedyStyle.ConfAvailable) is { } place => place.Remedy == Remediation.Remedy.ConfAvailable
            ? $"write '{apache.FixLine}' into {place.File}, enable it with a2enconf mutex-file and reload Apache."
            : $"write '{apache.FixLine}' into {place.File} and reload Apache.",
        _ => "make its mutexes files with the Mutex directive and reload Apache.",
    };
}
