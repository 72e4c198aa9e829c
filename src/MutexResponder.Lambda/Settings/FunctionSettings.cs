using System.Collections.Immutable;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Settings;

/// <summary>What the stack sets, checked.</summary>
/// <param name="Policy">What the platform team allows.</param>
/// <param name="Documents">The names of the SSM documents.</param>
/// <param name="Clearance">Which instances may be changed, and how many at once.</param>
/// <param name="Retention">How long finished incidents are kept.</param>
/// <param name="TableName">The DynamoDB table of the incidents; null for the in-memory store.</param>
public sealed record FunctionSettings(Policy Policy, SsmDocuments Documents, ClearanceRules Clearance, TimeSpan Retention, string? TableName)
{
    /// <summary>The SSM parameter that stops every change; null where the stack has none.</summary>
    public string? KillSwitchParameter { get; init; }

    /// <summary>The Change Calendars that must be open; empty where none is asked.</summary>
    public ImmutableArray<string> Calendars { get; init; } = [];

    /// <summary>Who is told by OpsItems, and what they offer.</summary>
    public OpsCenterSettings OpsCenter { get; init; } = new(null, null);

    /// <summary>The SNS topic for mail and phones; null for none.</summary>
    public string? TopicArn { get; init; }

    /// <summary>The SNS topic of a chat's channel; null for none.</summary>
    public string? ChatTopicArn { get; init; }

    /// <summary>From one scheduled look at an instance to the next; zero for none.</summary>
    public TimeSpan SweepPeriod { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The language of reports.</summary>
    public ReportLanguage Language { get; init; } = ReportLanguage.English;

    /// <summary>The documents whose commands are ours.</summary>
    public ImmutableHashSet<string> DocumentNames => [Documents.Inspect, Documents.Remediate, Documents.Rollback];
}
