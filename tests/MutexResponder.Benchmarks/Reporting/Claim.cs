namespace MutexResponder.Benchmarks.Reporting;

/// <summary>A target and what came out.</summary>
/// <param name="Target">The target in words.</param>
/// <param name="Measured">The figure.</param>
/// <param name="IsMet">Whether the figure meets it.</param>
internal sealed record Claim(string Target, string Measured, bool IsMet);
