using MutexResponder.Benchmarks.Measuring;

namespace MutexResponder.Tests.Benchmarks;

public class InterleavedTests
{
    [Fact]
    public async Task Runs_InTurnsAndWithoutTheFirst()
    {
        var order = new List<string>();

        IReadOnlyList<IReadOnlyList<int>> runs = await Interleaved.RunAsync(
            ["a", "b"],
            turnCount: 2,
            (subject, _) =>
            {
                order.Add(subject);
                return Task.FromResult(order.Count);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b", "a", "b", "a", "b"], order);
        Assert.Equal([3, 5], runs[0]);
        Assert.Equal([4, 6], runs[1]);
    }

    [Fact]
    public async Task Cancelled_EndsBetweenRuns()
    {
        using var stop = new CancellationTokenSource();
        int count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Interleaved.RunAsync(
            ["a", "b"],
            turnCount: 5,
            (_, _) =>
            {
                count++;
                stop.Cancel();
                return Task.FromResult(count);
            },
            stop.Token));

        Assert.Equal(1, count);
    }
}
