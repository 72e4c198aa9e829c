using MutexResponder.Wording;

namespace MutexResponder.Incidents;

/// <summary>A named reason not to change an instance now.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Why">The reason.</param>
public sealed record Veto(VetoKind Kind, Reason Why)
{
    /// <summary>Its short fixed name, such as <c>kill-switch</c>.</summary>
    public string Code => Why.Code;
}

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
