namespace MutexResponder.Simulation.Scenarios;

/// <summary>One machine of a scenario.</summary>
internal sealed record MachineSetup
{
    public string Mpm { get; init; } = "prefork";

    public TimeSpan ClockSkew { get; init; }

    /// <summary>The Auto Scaling group, null where it belongs to none.</summary>
    public string? Group { get; init; }

    public bool IsOptedIn { get; init; } = true;

    /// <summary>A second Apache serves on it.</summary>
    public bool HasNeighbour { get; init; }

    /// <summary>A later line undoes our remedy.</summary>
    public bool OverridesDefault { get; init; }
}
