using System.Collections.Immutable;
using System.Diagnostics;
using MutexResponder.Benchmarks.Measuring;

namespace MutexResponder.Benchmarks.LogPath;

/// <summary>
/// The methods of <see cref="LogPathBenchmarks"/> in turns of a few milliseconds. Run one after the other for seconds each, they met different
/// neighbours on a shared machine, and their ratio was a tenth up or down from run to run.
/// </summary>
internal static class LogPathTurns
{
    private const int TurnCount = 250;
    private const int QuickTurnCount = 50;
    private const int CallsPerTurn = 4;

    /// <summary>To be called once BenchmarkDotNet has run them in this process: then all code is compiled as well as it will be.</summary>
    /// <returns>By the method's name: the milliseconds of a call, and how many times as long as the gunzip of the same turn it took; medians.</returns>
    public static async Task<ImmutableDictionary<string, (double Milliseconds, double TimesGunzip)>> RunAsync(bool isQuick, CancellationToken cancellationToken)
    {
        var benchmarks = new LogPathBenchmarks();
        benchmarks.Prepare();
        (string Name, Action Call)[] subjects =
        [
            (nameof(LogPathBenchmarks.Gunzip), benchmarks.Gunzip),
            (nameof(LogPathBenchmarks.Envelope), () => benchmarks.Envelope()),
            (nameof(LogPathBenchmarks.EnvelopeWithoutSignal), () => benchmarks.EnvelopeWithoutSignal()),
            (nameof(LogPathBenchmarks.Naive), () => benchmarks.Naive()),
        ];
        IReadOnlyList<IReadOnlyList<double>> runs = await Interleaved.RunAsync(
            subjects, isQuick ? QuickTurnCount : TurnCount, (subject, _) => Task.FromResult(Time(subject.Call)), cancellationToken);
        return subjects.Zip(runs).ToImmutableDictionary(
            pair => pair.First.Name,
            pair => (new Samples(pair.Second).Median, new Samples(pair.Second.Zip(runs[0], (own, gunzip) => own / gunzip)).Median));
    }

    private static double Time(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsPerTurn; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / CallsPerTurn;
    }
}
