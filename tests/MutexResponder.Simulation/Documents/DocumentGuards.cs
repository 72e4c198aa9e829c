namespace MutexResponder.Simulation.Documents;

/// <summary>The guards of the changing scripts. The real ones have them all; a mutant lacks one.</summary>
internal sealed record DocumentGuards
{
    public static DocumentGuards All { get; } = new();

    public bool ChecksBoot { get; init; } = true;

    public bool ChecksConfigHash { get; init; } = true;

    public bool RestoresOnFailure { get; init; } = true;

    public bool TakesBackHalfChanges { get; init; } = true;

    public bool RestartsOnce { get; init; } = true;
}
