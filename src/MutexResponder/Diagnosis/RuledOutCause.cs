using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>A cause that was asked before the concluding one and does not explain the evidence.</summary>
/// <param name="Cause">Its name.</param>
/// <param name="Because">Why not.</param>
/// <param name="RestsOn">What was seen, or a line of the evidence; null where it is the absence of something.</param>
public sealed record RuledOutCause(Statement Cause, Statement Because, Statement? RestsOn);
