namespace MutexResponder.Verification;

/// <summary>One symptom that must be gone, or one sign that must be there.</summary>
/// <param name="Name">What is checked, in words.</param>
/// <param name="Passed">Null where the evidence does not say; that is not a pass.</param>
/// <param name="Detail">What was seen.</param>
public sealed record Check(string Name, bool? Passed, string Detail);
