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
        string incidentId, long version, CommandKind kind, string word, IReadOnlyDictionary<string, string> parameters, DateTimeOffset now, TimeSpan timeout) =>
        new(kind, string.Create(CultureInfo.InvariantCulture, $"{incidentId} {word} v{version}"), parameters, now, now + timeout, null);
}
