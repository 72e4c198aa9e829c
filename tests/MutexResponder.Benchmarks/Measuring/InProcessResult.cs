namespace MutexResponder.Benchmarks.Measuring;

/// <summary>One call of a benchmark's method.</summary>
/// <param name="Time">Of the fastest iteration, each the mean of many calls.</param>
/// <param name="AllocatedBytes">What it allocated on the managed heap.</param>
internal sealed record InProcessResult(TimeSpan Time, long AllocatedBytes);
