using System.Collections.Immutable;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>For whom a widget is drawn.</summary>
/// <param name="Language">The words' language.</param>
/// <param name="IsDark">The console's theme.</param>
/// <param name="Endpoint">What the buttons call: the function's ARN.</param>
/// <param name="Now">The function's clock.</param>
public sealed record WidgetView(ReportLanguage Language, bool IsDark, string Endpoint, DateTimeOffset Now)
{
    /// <summary>
    /// The most characters of one reply, so at most three times as many bytes: a synchronous reply of Lambda has 6 MB (Lambda quotas), and no
    /// limit of the console's own is documented. What is longer is cut, with a button that leads to the rest.
    /// </summary>
    public const int MaxChars = 400_000;

    /// <summary>It is shown over the dashboard; what its buttons answer is shown there too.</summary>
    public bool IsPopup { get; init; }

    /// <summary>Another incident has begun on the instance since: what can be asked for is asked for there.</summary>
    public bool IsHistory { get; init; }

    /// <summary>What the viewer has typed into the field for his name, so that a refresh does not take it away.</summary>
    public string ViewerName { get; init; } = "";

    /// <summary>What is allowed: where a request would be refused, there is no button for it.</summary>
    public Policy Policy { get; init; } = new();

    public PreventionMode Prevention => Policy.Prevention;

    public bool MayPrevent => Preventing.ModeOf(Prevention) is not null;

    /// <param name="by">How the server was brought onto the change.</param>
    public bool MayRollBack(RecoveryKind? by) => Preventing.ToTakeBack(by, Policy) != ResponseMode.Observe;

    /// <summary>A name in a request proves nobody, and here an approval needs proof: it is given by the runbook.</summary>
    public bool ApprovalNeedsProof => Policy.RequiresTwoPeople;
}

/// <summary>What became of a button that was pressed.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="RefusalCode">Why it was not done; null where it was.</param>
/// <param name="Message">The refusal in the core's words, for codes that have none here.</param>
/// <param name="Changes">With the answer to another plan than the one that waits: in what they differ.</param>
public sealed record WidgetNotice(ManualAction Action, string? RefusalCode, string Message, ImmutableArray<PlanChange> Changes);
