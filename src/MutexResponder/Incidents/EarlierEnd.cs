namespace MutexResponder.Incidents;

/// <summary>How the incidents before this one ended, each as the one before it.</summary>
/// <param name="Ending">How.</param>
/// <param name="ReasonCode">Why.</param>
/// <param name="Count">How many of them there were.</param>
/// <param name="Since">When the first of them ended.</param>
/// <param name="IsWitnessed">One of their lines was of high confidence.</param>
public sealed record EarlierEnd(Ending Ending, string ReasonCode, int Count, DateTimeOffset Since, bool IsWitnessed);
