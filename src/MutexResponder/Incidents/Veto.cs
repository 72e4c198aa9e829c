namespace MutexResponder.Incidents;

/// <summary>A named reason not to change an instance now.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Code">A short fixed name, such as <c>kill-switch</c>.</param>
/// <param name="Reason">The same in a sentence.</param>
public sealed record Veto(VetoKind Kind, string Code, string Reason);

/// <summary>What a veto asks for.</summary>
public enum VetoKind
{
    /// <summary>No change now, whoever asks.</summary>
    Refuse,

    /// <summary>No change unless a person has approved this one.</summary>
    AskPerson,

    /// <summary>It could not be found out just now: no change before it is, and it is asked again for a while.</summary>
    NotKnown,
}
