using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Something that every later conclusion rests on was not found out. Unknown means do not act.</summary>
internal sealed class EvidenceIncomplete : ICause
{
    /// <summary>The reason code; an inspection that ends with it may be repeated.</summary>
    public const string Code = "not-enough-evidence";

    /// <summary>A machine that has just started may not have come to Apache yet; its log still ends as it did before.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    public Statement Name => new("cause-evidence-incomplete");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        ImmutableArray<Statement> missing = [.. Missing(evidence)];
        return missing.IsEmpty
            ? new RulingOut(IsComplete, ConfigHash(evidence.ConfigHash!.Value.ToString()))
            : new Conclusion(Verdict.Escalate, NotEnough(missing)) { RestsOn = missing };
    }

    /// <summary>
    /// Nothing is at rest while systemd starts or stops the server, by its Restart= or for a person: what it comes to is seen in the next look.
    /// Asked only where no cause is proven: one that starts in vain again and again is never at rest.
    /// </summary>
    /// <returns>Null where systemd leaves it as it is.</returns>
    internal static Conclusion? OnItsWay(Evidence evidence) =>
        evidence.UnitOnItsWay is { } state ? new Conclusion(Verdict.Escalate, NotEnough([NotAtRest(state)])) { RestsOn = [Seen.NoParent, Statement.Quoted(state)] } : null;

    private static IEnumerable<Statement> Missing(Evidence evidence)
    {
        bool isParsed = evidence.ConfigTestExitStatus == 0;
        (bool IsKnown, Statement Otherwise)[] needed =
        [
            (evidence.CollectedAsRoot, NotAsRoot),
            (evidence.ConfigTestExitStatus is not null, NoConfigurationTest),
            (evidence.ConfigHash is not null, NoConfigurationHash),
            (evidence.ProcessesWereRead, ProcessesUnread),
            (evidence.UptimeSeconds is not null, UptimeUnknown),

            // Of a server that is dead the processes tell.
            (evidence.Parent is null || evidence.SiteAnswers is not null, PortsNotAsked),

            // A table too long to be listed whole is what exhaustion looks like; its count and its beginning are enough for that cause.
            (evidence.Semaphores is not null || evidence.IsSemaphoreLimitReached == true, SemaphoresUnread),
            (evidence.Processes.Length > 0 || !(evidence.TakenAt - evidence.KernelStartedAt < StartTime), JustStarted),
            (!isParsed || evidence.ApacheUid is not null, UidUnknown),
            (!isParsed || evidence.AcceptMechanismOnDisk != MutexMechanism.Unknown, MechanismUnknown),
            (!isParsed || evidence.Mpm.Length > 0, MpmUnknown),
        ];
        return needed.Where(one => !one.IsKnown).Select(one => one.Otherwise);
    }

    private static Reason NotEnough(ImmutableArray<Statement> missing) => new(Code, ("missing", missing));

    private static Statement IsComplete => new("evidence-is-complete");

    private static Statement ConfigHash(string hash) => new("config-hash", ("hash", hash));

    private static Statement NotAsRoot => new("missing-root");

    private static Statement NoConfigurationTest => new("missing-configuration-test");

    private static Statement NoConfigurationHash => new("missing-configuration-hash");

    private static Statement ProcessesUnread => new("missing-processes");

    private static Statement UptimeUnknown => new("missing-uptime");

    private static Statement PortsNotAsked => new("missing-ports");

    private static Statement SemaphoresUnread => new("missing-semaphores");

    private static Statement JustStarted => new("missing-start-of-apache");

    private static Statement NotAtRest(string state) => new("missing-rest", ("state", state));

    private static Statement UidUnknown => new("missing-uid");

    private static Statement MechanismUnknown => new("missing-mechanism");

    private static Statement MpmUnknown => new("missing-mpm");
}
