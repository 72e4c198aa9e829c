using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws;

/// <summary>What the stack sets for OpsItems.</summary>
/// <param name="TopicArn">The SNS topic that is told of each change of an item; null for none.</param>
/// <param name="ApproveRunbook">The name of the runbook that lets a plan go on; null where there is none.</param>
public sealed record OpsCenterSettings(string? TopicArn, string? ApproveRunbook)
{
    /// <summary>The language of the report's summary.</summary>
    public ReportLanguage Language { get; init; } = ReportLanguage.English;
}
