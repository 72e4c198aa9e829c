using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>All that a decision is made on besides the record: nothing is asked for while deciding.</summary>
/// <param name="Trigger">Why we look.</param>
public sealed record Observation(Trigger Trigger)
{
    private (Evidence? Evidence, Statement? Error)? _collected;

    /// <summary>How the pending command stands; null where there is none or it was not asked for.</summary>
    public CommandReport? Report { get; init; }

    /// <summary>What the report's collect step printed; empty where it has none.</summary>
    public string CollectedText => Report?.Step("collect")?.Stdout ?? "";

    /// <summary>The same as evidence, or why it is none: read once, however often the same is decided.</summary>
    public (Evidence? Evidence, Statement? Error) Collected => _collected ??= EvidenceReader.Read(CollectedText);

    /// <summary>Who objects to a change; null where it was not asked yet.</summary>
    public Clearance? Clearance { get; init; }

    /// <summary>The slots asked for were not free.</summary>
    public bool SlotRefused { get; init; }

    /// <summary>SSM refuses for good to say whether the pending command was sent: why.</summary>
    public string? SearchRefusal { get; init; }

    /// <summary>SSM refused the pending command for good: why.</summary>
    public string? SendRefusal { get; init; }
}
