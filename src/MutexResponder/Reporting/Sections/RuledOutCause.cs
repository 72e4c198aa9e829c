namespace MutexResponder.Reporting.Sections;

/// <summary>A cause that was asked about before the concluding one and does not explain the evidence.</summary>
/// <param name="Cause">Which.</param>
/// <param name="Because">Why not.</param>
/// <param name="RestsOn">The evidence, quoted; empty where it is the absence of something.</param>
public sealed record RuledOutCause(CauseKind Cause, RulingOut Because, string RestsOn);
