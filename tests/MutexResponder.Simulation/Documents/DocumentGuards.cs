namespace MutexResponder.Simulation.Documents;

/// <summary>The guards of the changing scripts. The real ones have them all; a mutant lacks one.</summary>
internal sealed record DocumentGuards
{
    public static DocumentGuards All { get; } = new();

    public bool ChecksBoot { get; init; } = true;

    public bool ChecksConfigHash { get; init; } = true;

    /// <summary>Nor acts on evidence that the machine has outlived: another parent, an orderly stop, its age.</summary>
    public bool ChecksParent { get; init; } = true;

    /// <summary>Package manager, inhibitor, what somebody else has pending.</summary>
    public bool ChecksHazards { get; init; } = true;

    /// <summary>Apache takes the configuration.</summary>
    public bool ChecksSoundness { get; init; } = true;

    /// <summary>The recovery is for the configuration that the step before left.</summary>
    public bool ChecksWhatIsLoaded { get; init; } = true;

    public bool RestoresOnFailure { get; init; } = true;

    public bool TakesBackHalfChanges { get; init; } = true;

    public bool RestartsOnce { get; init; } = true;
}
