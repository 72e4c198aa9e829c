using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>One of the four conditions of the root cause.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Holds">Null where the evidence does not say.</param>
/// <param name="RestsOn">What was read to say so.</param>
public sealed record Condition(ConditionKind Kind, bool? Holds, Statement RestsOn);
