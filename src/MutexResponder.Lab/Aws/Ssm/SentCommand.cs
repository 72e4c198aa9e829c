using System.Collections.Immutable;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>What SendCommand was asked, and when.</summary>
internal sealed record SentCommand
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public required string DocumentName { get; init; }

    public required int DocumentVersion { get; init; }

    public required SsmDocument Document { get; init; }

    public required ImmutableDictionary<string, string> Parameters { get; init; }

    /// <summary>As they were given, for the answers.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> GivenParameters { get; init; }

    public required string Comment { get; init; }

    public required int TimeoutSeconds { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Delivery and execution together: TimeoutSeconds and every step's own limit (SSM User Guide, "Understanding command statuses").</summary>
    public DateTimeOffset ExpiresAt => RequestedAt
        + TimeSpan.FromSeconds(TimeoutSeconds)
        + Document.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Timeout(Parameters));
}
