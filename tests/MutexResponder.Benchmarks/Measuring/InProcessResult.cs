namespace MutexResponder.Benchmarks.Measuring;

/// <summary>One call of a benchmark's method.</summary>
/// <param name="Time">The median.</param>
/// <param name="AllocatedBytes">What it allocated on the managed heap.</param>
internal sealed record InProcessResult(TimeSpan Time, long AllocatedBytes);
