namespace MutexResponder.Incidents;

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
