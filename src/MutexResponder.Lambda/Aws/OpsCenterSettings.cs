using MutexResponder.Wording;

namespace MutexResponder.Lambda.Aws;

/// <summary>What the stack sets for OpsItems.</summary>
/// <param name="ApproveRunbook">The name of the runbook that lets a plan go on; null where there is none.</param>
/// <param name="RejectRunbook">The name of the runbook that ends a plan without a change; null where there is none.</param>
public sealed record OpsCenterSettings(string? ApproveRunbook, string? RejectRunbook)
{
    /// <summary>The name of the dashboard with the incident console; null where there is none.</summary>
    public string? Dashboard { get; init; }

    /// <summary>The language of the item.</summary>
    public ReportLanguage Language { get; init; } = ReportLanguage.English;

    /// <summary>The runbooks that there are, in the order in which a plan's answers are offered.</summary>
    public IEnumerable<string> Runbooks => new[] { ApproveRunbook, RejectRunbook }.OfType<string>();
}
