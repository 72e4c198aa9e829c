namespace MutexResponder.Reporting.Sections;

/// <summary>One of the four conditions, and whether it held.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Holds">Null where the evidence does not say.</param>
/// <param name="RestsOn">What was read to say so.</param>
public sealed record ReportCondition(ConditionKind Kind, bool? Holds, string RestsOn);
