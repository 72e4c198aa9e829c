namespace MutexResponder.Reporting.Sections;

/// <summary>How long one stage took in all.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Seconds">Null where it is not known.</param>
/// <param name="Unknown">Why not.</param>
public sealed record StageTime(Stage Stage, double? Seconds, TimeUnknown Unknown);
