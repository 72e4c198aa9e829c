using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Why a cause does not explain the evidence.</summary>
/// <param name="Because">The reason.</param>
/// <param name="RestsOn">What was seen, or a line of the evidence; null where it is the absence of something.</param>
internal sealed record RulingOut(Statement Because, Statement? RestsOn = null) : Consideration
{
    public static RulingOut ParentIsAlive(ApacheProcess parent) => new(ParentLives, Seen.Pid(parent.Pid));

    public static RulingOut SiteAnswers(Evidence evidence) => new(EveryPortAnswers, Seen.AllPorts(evidence));

    public static RulingOut PortIsSilent(Evidence evidence) => new(NotEveryPortAnswers, Seen.AllPorts(evidence));

    public static RulingOut StoppedInOrder(LoggedLine stop) => new(WasStoppedInOrder, Statement.Quoted(stop.Text));

    /// <summary>The newest failure of these kinds since Apache's last start is of another one, or there is none.</summary>
    public static RulingOut NewestFailure(Evidence evidence, params ReadOnlySpan<SignalKind> kinds)
    {
        ImmutableArray<SignalKind> asked = [.. kinds];
        return evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal is { } signal && asked.Contains(signal.Kind)) is { } newest
            ? new(NewestFailureIsAnother, Statement.Quoted(newest.Text))
            : new(evidence.ErrorLogWasRead ? NoSuchLine : NothingCorroborates);
    }

    public static Statement NoSuchLine => new("no-such-line");

    /// <summary>The machine's log could not be read, and nothing else supports the forwarded line.</summary>
    public static Statement NothingCorroborates => new("nothing-corroborates");

    private static Statement ParentLives => new("parent-lives");

    private static Statement EveryPortAnswers => new("every-port-answers");

    private static Statement NotEveryPortAnswers => new("not-every-port-answers");

    private static Statement WasStoppedInOrder => new("was-stopped-in-order");

    private static Statement NewestFailureIsAnother => new("newest-failure-is-another");
}
