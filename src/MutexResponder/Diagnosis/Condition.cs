namespace MutexResponder.Diagnosis;

/// <summary>One of the four conditions of the root cause.</summary>
/// <param name="Name">What has to hold, in words.</param>
/// <param name="Holds">Null where the evidence does not say.</param>
/// <param name="RestsOn">What was read to say so.</param>
public sealed record Condition(string Name, bool? Holds, string RestsOn);
