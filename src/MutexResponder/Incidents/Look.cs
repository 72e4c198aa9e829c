using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>One look at the machine.</summary>
/// <param name="Text">Output of the collect step.</param>
/// <param name="TakenAt">When, by the machine's own clock; signals from before it are old news.</param>
/// <param name="ReadAt">When its result was read, by the function's clock.</param>
public sealed record Look(string Text, DateTimeOffset TakenAt, DateTimeOffset ReadAt)
{
    /// <summary>The change that it asks for; null where none is known.</summary>
    public Plan? Plan { get; init; }
}
