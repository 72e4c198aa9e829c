namespace MutexResponder.Benchmarks.Measuring;

/// <summary>
/// Measures several things in turns (A B C A B C …): what slows the machine down for a while then slows all of them down, and
/// their ratio stays. The first turn warms file caches and connections, and is thrown away.
/// </summary>
internal static class Interleaved
{
    /// <param name="subjects">What is measured, each run alone.</param>
    /// <param name="turnCount">Turns that count.</param>
    /// <param name="measure">One run.</param>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>The runs of each subject, in the subjects' order.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<TRun>>> RunAsync<TSubject, TRun>(
        IReadOnlyList<TSubject> subjects, int turnCount, Func<TSubject, CancellationToken, Task<TRun>> measure, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turnCount, 1);
        List<TRun>[] runs = [.. subjects.Select(_ => new List<TRun>(turnCount))];
        for (int turn = 0; turn <= turnCount; turn++)
        {
            for (int i = 0; i < subjects.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TRun run = await measure(subjects[i], cancellationToken);
                if (turn > 0)
                {
                    runs[i].Add(run);
                }
            }
        }

        return runs;
    }
}
