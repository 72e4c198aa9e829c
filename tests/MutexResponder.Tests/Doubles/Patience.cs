using Microsoft.Extensions.Time.Testing;

namespace MutexResponder.Tests.Doubles;

/// <summary>How tests wait: for what is to happen, within a bound that only a hang reaches.</summary>
internal static class Patience
{
    /// <summary>Spent by no wait that ends well: a slow machine gets as much of it as it needs.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    public static Task WithinBound(this Task task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    public static Task<T> WithinBound<T>(this Task<T> task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);

    /// <summary>Moves the clock on by one step after another until it is so.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<bool> isSo)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hang.CancelAfter(Bound);
        while (!isSo())
        {
            time.Advance(step);
            await Task.Delay(1, hang.Token);
        }
    }

    /// <summary>Moves the clock on by one step after another until the task has ended, so that no pause is really waited for.</summary>
    public static async Task<T> AdvanceUntilEndAsync<T>(this FakeTimeProvider time, TimeSpan step, Task<T> task)
    {
        using var hang = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        hang.CancelAfter(Bound);
        while (!task.IsCompleted && !hang.IsCancellationRequested)
        {
            time.Advance(step);
            await Task.WhenAny(task, Task.Delay(1, CancellationToken.None));
        }

        return await task.WithinBound();
    }
}
