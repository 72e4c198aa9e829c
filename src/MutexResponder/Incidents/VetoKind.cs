namespace MutexResponder.Incidents;

/// <summary>What a veto asks for.</summary>
public enum VetoKind
{
    /// <summary>No change now, whoever asks.</summary>
    Refuse,

    /// <summary>No change unless a person has approved this one.</summary>
    AskPerson,
}
