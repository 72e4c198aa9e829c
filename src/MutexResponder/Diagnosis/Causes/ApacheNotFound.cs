using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>No Apache on the machine itself: not installed, or only inside containers, where our change would not reach it.</summary>
internal sealed class ApacheNotFound : ICause
{
    public Statement Name => new("cause-apache-not-found");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals) => evidence.Apache is { } apache
        ? new RulingOut(IsInstalled, Statement.Quoted(apache.ControlProgram))
        : InContainer(evidence)
            ?? (evidence.Neighbours.IsEmpty
                ? new Conclusion(Verdict.Escalate, NotFound) { RestsOn = [Statement.Quoted("section apache: layout=none")] }
                : new Conclusion(Verdict.Escalate, LayoutUnknown) { RestsOn = [.. evidence.Neighbours.Select(Statement.Quoted)] });

    /// <summary>A hint for a person, where nothing of the machine's own explains more: anybody can call a program as Apache is called.</summary>
    internal static Conclusion? InContainer(Evidence evidence) =>
        evidence.Neighbours.Any(line => line.Split(' ') is [_, "elsewhere", ..]) && evidence.Processes.IsEmpty
            ? new Conclusion(Verdict.Escalate, OnlyInContainer) { RestsOn = [.. evidence.Neighbours.Select(Statement.Quoted)] }
            : null;

    private static Statement IsInstalled => new("apache-is-installed");

    private static Reason NotFound => new("apache-not-found");

    private static Reason LayoutUnknown => new("apache-layout-unknown");

    private static Reason OnlyInContainer => new("apache-in-container");
}
