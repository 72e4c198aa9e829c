using System.Collections.Immutable;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Starts each build as Lambda would, with an event waiting, and follows it to the inspection's SendCommand over HTTP.</summary>
internal static class ColdStart
{
    private const double MinSpeedup = 4;
    private const double MaxMemoryShare = 1.0 / 3;
    private const double MaxPeakBytes = 30e6;
    private const double MaxBinaryBytes = 20e6;
    private const int TurnCount = 10;
    private const int QuickTurnCount = 3;
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(30);

    public static async Task<Section> MeasureAsync(FunctionBuilds builds, bool isQuick, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<ColdStartRun>> runs = await Interleaved.RunAsync(builds.All, isQuick ? QuickTurnCount : TurnCount, StartAsync, cancellationToken);
        Dictionary<FunctionBuild, ColdStartFigures> figures = builds.All.Zip(runs).ToDictionary(pair => pair.First, pair => new ColdStartFigures(pair.Second));
        return new Section("Cold start", Table(builds, figures), Claims(builds, figures), [
            .. builds.Notes,
            "First poll: from the start of the process to its first request to the Runtime API. First step: from the start to the inspection's SendCommand, with the log batch read, EC2 asked and the record saved in between. Warm step: the same for the next instance.",
            "Peak memory is VmHWM after both steps. The size of JIT is without the .NET runtime that it needs besides.",
            "The Python function does less: it reads the batch, matches a pattern and sends; no look-up, no record.",
        ]);
    }

    private static async Task<ColdStartRun> StartAsync(FunctionBuild build, CancellationToken cancellationToken)
    {
        await using IncidentStage stage = await IncidentStage.PrepareAsync(build, instanceCount: 2, hasEvents: false, cancellationToken);
        stage.Break(stage.Instances[0]);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        int processId = stage.StartFunction();
        await stage.CommandAsync(StepTimeout, cancellationToken);
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        DateTimeOffset taken = (await stage.ServedAsync(1, StepTimeout, cancellationToken)).TakenAt!.Value;

        DateTimeOffset again = DateTimeOffset.UtcNow;
        stage.Break(stage.Instances[1]);
        await stage.CommandAsync(StepTimeout, cancellationToken);
        TimeSpan warm = DateTimeOffset.UtcNow - again;
        await stage.ServedAsync(2, StepTimeout, cancellationToken);
        return new ColdStartRun(taken - started, sent - started, warm, ProcessMemory.PeakResidentBytes(processId));
    }

    private static MarkdownTable Table(FunctionBuilds builds, Dictionary<FunctionBuild, ColdStartFigures> figures)
    {
        ColdStartFigures? reference = builds.All.Count > 0 ? figures[builds.All[0]] : null;
        var table = new MarkdownTable("Function", "First poll", "First step", "against the first row", "Warm step", "Peak memory", "against the first row", "Size");
        foreach (FunctionBuild build in builds.All)
        {
            ColdStartFigures own = figures[build];
            table.Add(
                build.Name,
                Figure.Milliseconds(own.FirstPoll.Median),
                Figure.Milliseconds(own.FirstStep.Median),
                Figure.Ratio(own.FirstStep.RatioTo(reference!.FirstStep)),
                Figure.Milliseconds(own.WarmStep.Median),
                Figure.Megabytes(own.PeakMemory.Median),
                Figure.Ratio(own.PeakMemory.RatioTo(reference.PeakMemory)),
                build.SizeBytes is { } size ? Figure.Megabytes(size) : "-");
        }

        return table;
    }

    private static ImmutableArray<Claim> Claims(FunctionBuilds builds, Dictionary<FunctionBuild, ColdStartFigures> figures)
    {
        if (builds.Native is null)
        {
            return [];
        }

        ColdStartFigures native = figures[builds.Native];
        var claims = ImmutableArray.CreateBuilder<Claim>();
        claims.Add(new Claim("peak memory at most 30 MB", Figure.Megabytes(native.PeakMemory.Median), native.PeakMemory.Median <= MaxPeakBytes));
        claims.Add(new Claim("binary at most 20 MB", Figure.Megabytes(builds.Native.SizeBytes!.Value), builds.Native.SizeBytes <= MaxBinaryBytes));
        if (builds.Jit is not null)
        {
            ColdStartFigures jit = figures[builds.Jit];
            double? poll = jit.FirstPoll.RatioTo(native.FirstPoll);
            double? step = jit.FirstStep.RatioTo(native.FirstStep);
            double? memory = native.PeakMemory.RatioTo(jit.PeakMemory);
            claims.Add(new Claim("first poll at least 4 times as fast as JIT", Figure.Ratio(poll), poll >= MinSpeedup));
            claims.Add(new Claim("first step at least 4 times as fast as JIT", Figure.Ratio(step), step >= MinSpeedup));
            claims.Add(new Claim("peak memory at most a third of JIT's", Figure.Percent(memory ?? 0), memory <= MaxMemoryShare));
        }

        return claims.ToImmutable();
    }
}
