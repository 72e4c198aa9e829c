namespace MutexResponder.Diagnosis.Causes;

/// <summary>What one cause says of the evidence: a <see cref="Conclusion"/> or a <see cref="RulingOut"/>.</summary>
internal abstract record Consideration;
