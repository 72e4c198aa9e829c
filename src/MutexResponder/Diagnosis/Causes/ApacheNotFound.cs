using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>No Apache that can be helped on the machine itself: not installed, only inside containers, where our change would not reach it, or too old for it.</summary>
internal sealed class ApacheNotFound : ICause
{
    public Statement Name => new("cause-apache-not-found");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals) => evidence.Apache is { } apache
        ? TooOld(evidence, apache, signals) ?? Elsewhere(evidence) ?? (Consideration)new RulingOut(IsInstalled, Statement.Quoted(apache.ControlProgram))
        : InContainer(evidence)
            ?? (evidence.Neighbours.IsEmpty
                ? new Conclusion(Verdict.Escalate, NotFound) { RestsOn = [Statement.Quoted("section apache: layout=none")] }
                : new Conclusion(Verdict.Escalate, LayoutUnknown) { RestsOn = [.. evidence.Neighbours.Select(Statement.Quoted)] });

    /// <summary>A hint for a person, where nothing of the machine's own explains more: anybody can call a program as Apache is called.</summary>
    internal static Conclusion? InContainer(Evidence evidence) =>
        evidence.Neighbours.Any(line => line.Split(' ') is [_, "elsewhere", ..]) && evidence.Processes.IsEmpty
            ? new Conclusion(Verdict.Escalate, OnlyInContainer) { RestsOn = [.. evidence.Neighbours.Select(Statement.Quoted)] }
            : null;

    /// <summary>It lives, and where it makes its arrays nothing was looked at.</summary>
    private static Conclusion? Elsewhere(Evidence evidence) => evidence.ParentIsElsewhere
        ? new Conclusion(Verdict.Escalate, OnlyInContainer) { RestsOn = [Seen.Pid(evidence.PidFilePid!.Value)] }
        : null;

    /// <summary>httpd 2.2 and before: the same outage, and other directives.</summary>
    private static Conclusion? TooOld(Evidence evidence, ApacheInstallation apache, ImmutableArray<Signal> signals) =>
        evidence.ServerVersion.Contains("Apache/2.2.", StringComparison.Ordinal) || evidence.ServerVersion.Contains("Apache/2.0.", StringComparison.Ordinal)
            ? new Conclusion(Verdict.Escalate, OlderThanMutex(apache.MainConfig))
            {
                RestsOn =
                [
                    Statement.Quoted(evidence.ServerVersion),
                    .. evidence.Directives.Where(line => line.Contains("AcceptMutex", StringComparison.OrdinalIgnoreCase)).Select(Statement.Quoted),
                    .. signals.TakeLast(1).Select(signal => Statement.Quoted(signal.Line)),
                ],
            }
            : null;

    private static Reason OlderThanMutex(string file) => new("apache-too-old", ("file", file));

    private static Statement IsInstalled => new("apache-is-installed");

    private static Reason NotFound => new("apache-not-found");

    private static Reason LayoutUnknown => new("apache-layout-unknown");

    private static Reason OnlyInContainer => new("apache-in-container");
}
