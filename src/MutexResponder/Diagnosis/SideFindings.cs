using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What is worth knowing whatever the cause is.</summary>
internal static class SideFindings
{
    public static IEnumerable<Finding> Of(Evidence evidence)
    {
        if (evidence.Parent is null && evidence.Orphans.Length > 0)
        {
            string ports = string.Join(", ", evidence.ApachePorts);
            yield return Found("orphan-holds-ports", ports.Length > 0 ? OrphanHoldsPorts(ports) : OrphanHoldsUnknownPort, [Seen.Process(evidence.Orphans[0]), .. Seen.ChildrenLiveOn(evidence, atLeast: 2)]);
        }

        if (evidence.HasAcceptMutex == false)
        {
            yield return Found(
                "no-accept-mutex", evidence.Mpm == "event" ? EventMakesNoAcceptMutex : OneListenMakesNoAcceptMutex, ListeningSockets(evidence.Mpm, evidence.ListeningSocketCount));
        }

        if (evidence.ExplicitAcceptMutexDirective is { } directive)
        {
            yield return Found("explicit-mpm-accept", AcceptMutexByName, Statement.Quoted(directive));
        }

        if (evidence.OtherApaches.Length > 0)
        {
            yield return Found("another-apache", AnotherApache, [.. evidence.OtherApaches.Take(3).Select(Seen.Process)]);
        }

        if (evidence.ExplicitModuleMutexes is { IsEmpty: false } kept)
        {
            yield return Found(
                "module-mutex-stays",
                ModuleMutexStays(string.Join(", ", kept)),
                [.. evidence.MutexSettings.Where(s => kept.Contains(s.Name)).Select(s => Statement.Quoted($"Mutex {s.Name}: mechanism={s.MechanismWord}"))]);
        }

        if (!evidence.ManagedBy.IsEmpty)
        {
            yield return Found("configuration-managed", ConfigurationManaged, [.. evidence.ManagedBy.Select(Statement.Quoted)]) with { Confidence = Confidence.Indicated };
        }

        if (!evidence.AcceptMechanismOnDisk.IsImmuneToRemoval() && MutexLinePlace.Of(evidence, RemedyStyle.ConfAvailable) is { Overriding: { } overriding } place)
        {
            yield return Found("later-mutex-line", LaterMutexLine(place.File), Statement.Quoted(overriding));
        }

        if (NextLogout.From(evidence) is { } next)
        {
            yield return Found(DiagnosisResult.AtRiskCode, next.Statement, next.RestsOn);
        }

        if (evidence.IsSemaphoreLimitReached == true && evidence.SemaphoreLimits is not null)
        {
            yield return Found("semaphore-limit-reached", SemaphoreLimitReached, Seen.Arrays(evidence));
        }

        if (evidence.CutSections.Length > 0)
        {
            yield return Found("evidence-cut", EvidenceCut, [.. evidence.CutSections.Select(Statement.Quoted)]);
        }
    }

    private static Finding Found(string code, Statement statement, params ImmutableArray<Statement> restsOn) => new(code, statement, Confidence.Observed, restsOn);

    private static Statement OrphanHoldsPorts(string ports) => new("orphan-holds-ports", ("ports", ports));

    private static Statement OrphanHoldsUnknownPort => new("orphan-holds-unknown-port");

    private static Statement EventMakesNoAcceptMutex => new("event-makes-no-accept-mutex");

    private static Statement OneListenMakesNoAcceptMutex => new("one-listen-makes-no-accept-mutex");

    private static Statement ListeningSockets(string mpm, int count) => new("listening-sockets", ("mpm", mpm), ("count", count));

    private static Statement AcceptMutexByName => new("accept-mutex-by-name");

    private static Statement AnotherApache => new("another-apache");

    private static Statement ModuleMutexStays(string names) => new("module-mutex-stays", ("names", names));

    private static Statement ConfigurationManaged => new("configuration-managed");

    private static Statement LaterMutexLine(string file) => new("later-mutex-line", ("file", file));

    private static Statement SemaphoreLimitReached => new("semaphore-limit-reached");

    private static Statement EvidenceCut => new("evidence-cut");
}
