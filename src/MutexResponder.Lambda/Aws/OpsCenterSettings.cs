using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Aws;

/// <summary>What the stack sets for OpsItems.</summary>
/// <param name="TopicArn">The SNS topic that is told of each change of an item; null for none.</param>
/// <param name="ApproveRunbook">The name of the runbook that lets a plan go on; null where there is none.</param>
/// <param name="RejectRunbook">The name of the runbook that ends a plan without a change; null where there is none.</param>
public sealed record OpsCenterSettings(string? TopicArn, string? ApproveRunbook, string? RejectRunbook)
{
    /// <summary>The language of the item.</summary>
    public ReportLanguage Language { get; init; } = ReportLanguage.English;

    /// <summary>The runbooks that there are, in the order in which a plan's answers are offered.</summary>
    public IEnumerable<string> Runbooks => new[] { ApproveRunbook, RejectRunbook }.OfType<string>();
}
