namespace MutexResponder.Reporting.Sections;

/// <summary>One check of the recovery.</summary>
/// <param name="Name">What is checked, in words of the core.</param>
/// <param name="Passed">Null where the evidence does not say; that is not a pass.</param>
/// <param name="Detail">What was seen.</param>
public sealed record ReportCheck(string Name, bool? Passed, string Detail);
