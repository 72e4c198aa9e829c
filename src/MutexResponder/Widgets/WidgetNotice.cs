using System.Collections.Immutable;
using MutexResponder.Requests;

namespace MutexResponder.Widgets;

/// <summary>What became of a button that was pressed.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="RefusalCode">Why it was not done; null where it was.</param>
/// <param name="Message">The refusal in the core's words, for codes that have none here.</param>
/// <param name="Changes">With the answer to another plan than the one that waits: in what they differ.</param>
public sealed record WidgetNotice(ManualAction Action, string? RefusalCode, string Message, ImmutableArray<PlanChange> Changes);
