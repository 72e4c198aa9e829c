using System.Collections.Immutable;
using System.Diagnostics;
using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;
using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Benchmarks.LogPath;

/// <summary>From a delivery of CloudWatch Logs to its signals: in this process, and as whole processes.</summary>
internal static class LogPathPart
{
    private const double MaxTimesGunzip = 1.35;
    private const double MaxBytesPerLine = 1;
    private const int TurnCount = 20;
    private const int QuickTurnCount = 5;
    private static readonly TimeSpan GrepTimeout = TimeSpan.FromSeconds(20);

    public static async Task<Section> MeasureAsync(FunctionBuilds builds, bool isQuick, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, InProcessResult> results = InProcess.Run<LogPathBenchmarks>(isQuick);
        var turns = await LogPathTurns.RunAsync(isQuick, cancellationToken);
        var table = new MarkdownTable("A batch of 10,000 lines, 1 % signals", "Time", "against gunzip", "Allocated per line");
        Add("Bare gunzip of the same bytes", nameof(LogPathBenchmarks.Gunzip));
        Add("The log path: base64, gunzip, JSON, lines, signals", nameof(LogPathBenchmarks.Envelope));
        Add("The log path, a batch without a signal", nameof(LogPathBenchmarks.EnvelopeWithoutSignal));
        Add("GZipStream, JsonSerializer, Regex", nameof(LogPathBenchmarks.Naive));
        foreach ((string name, double milliseconds) in await WholeProcessesAsync(builds.Best, isQuick, cancellationToken))
        {
            table.Add(name, Figure.Milliseconds(milliseconds), Figure.Ratio(milliseconds / turns[nameof(LogPathBenchmarks.Gunzip)].Milliseconds), "-");
        }

        double timesGunzip = turns[nameof(LogPathBenchmarks.Envelope)].TimesGunzip;
        double bytesPerLine = BytesPerLine(results[nameof(LogPathBenchmarks.EnvelopeWithoutSignal)]);
        return new Section("Log path", table, [
            new Claim("at most 1.35 times bare gunzip", Figure.Ratio(timesGunzip), timesGunzip <= MaxTimesGunzip),
            new Claim("a line without a signal allocates next to nothing", $"{Figure.Count(bytesPerLine)} B", bytesPerLine <= MaxBytesPerLine),
        ], [
            "The first four in one process, in turns of four calls each, after BenchmarkDotNet has run them warm; medians, and the ratio is the median over the turns of each to the gunzip beside it. Allocated: by BenchmarkDotNet.",
            "The last two interleaved, medians, from the outside: two processes on a file, and one warm invocation over HTTP, both on the batch without a signal.",
        ]);

        void Add(string name, string method) => table.Add(
            name, Figure.Milliseconds(turns[method].Milliseconds), Figure.Ratio(turns[method].TimesGunzip), $"{Figure.Count(BytesPerLine(results[method]))} B");
    }

    private static double BytesPerLine(InProcessResult result) => (double)result.AllocatedBytes / LogBatchSource.LineCount;

    private static async Task<ImmutableArray<(string Name, double Milliseconds)>> WholeProcessesAsync(FunctionBuild? build, bool isQuick, CancellationToken cancellationToken)
    {
        byte[] logEvent = LogBatchSource.Event(signalEvery: 0);
        string file = Path.Combine(Path.GetTempPath(), $"mutex-responder-{Environment.ProcessId}.json.gz");
        await File.WriteAllBytesAsync(file, Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(LogBatchSource.Data(logEvent))), cancellationToken);
        IncidentStage? stage = build is null ? null : await IncidentStage.PrepareAsync(build, instanceCount: 1, hasEvents: false, cancellationToken);
        try
        {
            stage?.StartFunction();
            var subjects = new List<(string Name, Func<CancellationToken, Task> Do)> { ("`zcat`, `grep`: two processes", stop => GrepAsync(file, stop)) };
            if (stage is not null)
            {
                subjects.Add(($"The function ({build!.Name}), one warm invocation", stop => InvokeAsync(stage, logEvent, stop)));
            }

            IReadOnlyList<IReadOnlyList<double>> runs = await Interleaved.RunAsync(subjects, isQuick ? QuickTurnCount : TurnCount, TimeAsync, cancellationToken);
            return [.. subjects.Zip(runs, (subject, times) => (subject.Name, new Samples(times).Median))];
        }
        finally
        {
            File.Delete(file);
            if (stage is not null)
            {
                await stage.DisposeAsync();
            }
        }
    }

    private static async Task<double> TimeAsync((string Name, Func<CancellationToken, Task> Do) subject, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await subject.Do(cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task GrepAsync(string file, CancellationToken cancellationToken)
    {
        ToolResult grep = await Tool.RunAsync("/bin/sh", ["-c", "zcat \"$1\" | grep -c AH00144", "sh", file], GrepTimeout, cancellationToken);
        if (grep.LastLine != "0")
        {
            throw new InvalidOperationException($"zcat and grep found {grep.LastLine} in a batch without a signal. {grep.Errors}");
        }
    }

    private static async Task InvokeAsync(IncidentStage stage, byte[] logEvent, CancellationToken cancellationToken)
    {
        InvocationResult result = await stage.Aws.Functions.InvokeAsync(logEvent, cancellationToken);
        if (result.IsError || !result.PayloadText.Contains("no-signal", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"the function answered {result.PayloadText}");
        }
    }
}
