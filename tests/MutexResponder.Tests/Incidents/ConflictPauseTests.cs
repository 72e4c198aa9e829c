using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Incidents;

public sealed class ConflictPauseTests
{
    /// <summary>Twice as long each time up to the longest, spread from half of it to one and a half.</summary>
    [Theory]
    [InlineData(0, 0.0, 10)]
    [InlineData(0, 0.5, 20)]
    [InlineData(0, 0.75, 25)]
    [InlineData(1, 0.5, 40)]
    [InlineData(6, 0.5, 1280)]
    [InlineData(7, 0.5, 2000)]
    [InlineData(7, 0.0, 1000)]
    [InlineData(9, 0.75, 2500)]
    [InlineData(100_000, 0.5, 2000)]
    public async Task Wait_AfterSoManyLostRaces(int round, double chance, int milliseconds)
    {
        TimeSpan waited = TimeSpan.Zero;
        ConflictPause pause = new(() => chance, (time, _) =>
        {
            waited = time;
            return Task.CompletedTask;
        });
        await pause.WaitAsync(round, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), waited);
    }
}
