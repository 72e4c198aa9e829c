using System.Globalization;
using MutexResponder.Simulation.Mutants;

namespace MutexResponder.Simulation.Runs;

/// <summary>Many seeds, one world each, on several threads. A world lives on one thread, so that its order is its own.</summary>
internal sealed class SeedSweep(TimeProvider time)
{
    /// <summary>Broken seeds kept; the sweep ends when there are so many.</summary>
    public const int MaxFailures = 20;

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    public FaultTally Tally { get; } = new();

    /// <summary>Seeds in which an invariant broke, lowest first.</summary>
    public SortedDictionary<ulong, RunResult> Failures { get; } = [];

    public long DoneCount { get; private set; }

    public long CallCount { get; private set; }

    public long IncidentCount { get; private set; }

    public TimeSpan Took { get; private set; }

    /// <param name="firstSeed">The first seed.</param>
    /// <param name="count">Seeds in a row from there.</param>
    /// <param name="threadCount">Worlds at once.</param>
    /// <param name="progress">Told how far it is from time to time; null for silence.</param>
    public void Run(ulong firstSeed, long count, int threadCount, TextWriter? progress)
    {
        long begun = time.GetTimestamp();
        long next = -1;
        TimeSpan nextReport = ReportPeriod;
        Thread[] threads = [.. Enumerable.Range(0, threadCount).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Took = time.GetElapsedTime(begun);

        void Work()
        {
            for (long i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                ulong seed = firstSeed + (ulong)i;
                RunResult run = SeedRun.Run(seed, Mutant.None);
                lock (_gate)
                {
                    if (Failures.Count >= MaxFailures)
                    {
                        return;
                    }

                    Add(seed, run);
                    if (run.Violation is not null)
                    {
                        // At once: a sweep that is stopped has said what it found.
                        progress?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {run.Violation}"));
                    }

                    TimeSpan elapsed = time.GetElapsedTime(begun);
                    if (progress is not null && elapsed >= nextReport)
                    {
                        nextReport = elapsed + ReportPeriod;
                        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DoneCount:N0} of {count:N0} seeds, {DoneCount / elapsed.TotalSeconds:N0} a second, {Failures.Count} broken"));
                    }
                }
            }
        }
    }

    private void Add(ulong seed, RunResult run)
    {
        Tally.Add(run);
        DoneCount++;
        CallCount += run.Calls;
        IncidentCount += run.Incidents;
        if (run.Violation is not null)
        {
            Failures[seed] = run;
        }
    }
}
