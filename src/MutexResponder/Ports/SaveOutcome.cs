namespace MutexResponder.Ports;

/// <summary>What became of a save.</summary>
public enum SaveOutcome
{
    Saved,

    /// <summary>Somebody else changed the record first. Nothing was written.</summary>
    VersionConflict,

    /// <summary>A cap is full. Nothing was written.</summary>
    NoFreeSlot,
}
