using System.Globalization;

namespace MutexResponder.Incidents;

/// <summary>
/// A command this incident is waiting for. It is committed before it is sent, so a crash in between
/// is found again by <see cref="Comment"/> instead of being sent blindly a second time.
/// </summary>
/// <param name="Kind">The document.</param>
/// <param name="Comment">The comment it was, or will be, sent with.</param>
/// <param name="Parameters">The document parameters.</param>
/// <param name="RequestedAt">When it was decided.</param>
/// <param name="Deadline">When waiting ends, whatever SSM says.</param>
/// <param name="CommandId">SSM's id, null until the sending was confirmed.</param>
public sealed record PendingCommand(
    CommandKind Kind,
    string Comment,
    IReadOnlyDictionary<string, string> Parameters,
    DateTimeOffset RequestedAt,
    DateTimeOffset Deadline,
    string? CommandId)
{
    /// <summary>Since when SSM does not take it because the instance's agent is silent; null where that was not so.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>A new one for the record of that version: the comment names it, so no two commands of an instance ever share one.</summary>
    public static PendingCommand New(
        IncidentId incidentId, long version, CommandKind kind, string word, IReadOnlyDictionary<string, string> parameters, DateTimeOffset now, TimeSpan timeout) =>
        new(kind, string.Create(CultureInfo.InvariantCulture, $"{incidentId} {word} v{version}"), parameters, now, now + timeout, null);
}

/// <summary>A command that is waited for no more.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Comment">Its comment in SSM, by which it is found there.</param>
/// <param name="RequestedAt">When it was ordered, by the function's clock.</param>
/// <param name="CommandId">SSM's id of it; null where SSM never confirmed that it was sent.</param>
public sealed record SentCommand(CommandKind Kind, string Comment, DateTimeOffset RequestedAt, string? CommandId);

/// <summary>Which of our SSM documents a command runs.</summary>
public enum CommandKind
{
    /// <summary><c>infra/ssm/inspect.yaml</c>: collects, changes nothing. Step: collect.</summary>
    Inspect,

    /// <summary><c>infra/ssm/remediate.yaml</c>: one guarded change. Steps: apply, recover.</summary>
    Remediate,

    /// <summary><c>infra/ssm/rollback.yaml</c>: takes one change back. Steps: restore, recover.</summary>
    Rollback,
}
