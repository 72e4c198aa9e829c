using System.Collections.Immutable;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Starts each build as Lambda would, with an event waiting, and follows it to the inspection's SendCommand.</summary>
internal static class ColdStart
{
    private const double MinStepSpeedup = 3.5;
    private const double MinPollSpeedup = 4;
    private const double MaxPollRatio = 1.15;
    private const double MaxMemoryShare = 1.0 / 3;
    private const double MaxPeakBytes = 28e6;
    private const double MaxBinaryBytes = 20e6;
    private const int TurnCount = 10;
    private const int QuickTurnCount = 3;
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(60);

    public static async Task<Section> MeasureAsync(FunctionBuilds builds, bool isQuick, CancellationToken cancellationToken)
    {
        using TrustStore trust = new();
        Subject[] subjects =
        [
            .. builds.All.Select(build => new Subject(build.Name, build, trust)),
            .. builds.Native is { } native ? [new Subject("Native AOT over plain HTTP", native, null)] : Array.Empty<Subject>(),
            .. builds.Poll is { } poll ? [new Subject(poll.Name, poll, null, HasSteps: false)] : Array.Empty<Subject>(),
        ];
        IReadOnlyList<IReadOnlyList<ColdStartRun>> runs = await Interleaved.RunAsync(subjects, isQuick ? QuickTurnCount : TurnCount, StartAsync, cancellationToken);
        (Subject Subject, ColdStartFigures Figures)[] measured = [.. subjects.Zip(runs, (subject, own) => (subject, new ColdStartFigures(own)))];
        return new Section("Cold start", Table(measured), Claims(builds, measured.ToDictionary(pair => pair.Subject.Name, pair => pair.Figures)), [
            .. builds.Notes,
            "Over HTTPS but where it says otherwise: SSM, EC2 and DynamoDB at addresses of their own, each with its TLS handshake, and the roots of this machine in the layout of Amazon Linux 2023.",
            "First poll: from the start of the process to its first request to the Runtime API. First step: from the start to the inspection's SendCommand, with the log batch read, EC2 asked and the record saved in between. Warm step: the same for the next instance.",
            "Peak memory is VmHWM after both steps. The size of JIT is without the .NET runtime that it needs besides.",
            "The Python function does less: it reads the batch, matches a pattern and sends; one host, no look-up, no record.",
        ]);
    }

    private static async Task<ColdStartRun> StartAsync(Subject subject, CancellationToken cancellationToken)
    {
        await using IncidentStage stage = await IncidentStage.PrepareAsync(subject.Build, instanceCount: 2, hasEvents: false, cancellationToken, subject.Trust);
        stage.Break(stage.Instances[0]);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        int processId = stage.StartFunction();
        if (!subject.HasSteps)
        {
            DateTimeOffset polled = (await stage.ServedAsync(1, StepTimeout, cancellationToken)).TakenAt!.Value;
            return new ColdStartRun(polled - started, null, null, ProcessMemory.PeakResidentBytes(processId));
        }

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

    private static MarkdownTable Table((Subject Subject, ColdStartFigures Figures)[] measured)
    {
        var table = new MarkdownTable("Function", "First poll", "First step", "against the first row", "Warm step", "Peak memory", "against the first row", "Size");
        foreach ((Subject subject, ColdStartFigures own) in measured)
        {
            ColdStartFigures reference = measured[0].Figures;
            table.Add(
                subject.Name,
                Figure.Milliseconds(own.FirstPoll.Median),
                own.FirstStep is { } step ? Figure.Milliseconds(step.Median) : "-",
                Figure.Ratio(reference.FirstStep is { } first ? own.FirstStep?.RatioTo(first) : null),
                own.WarmStep is { } warm ? Figure.Milliseconds(warm.Median) : "-",
                Figure.Megabytes(own.PeakMemory.Median),
                Figure.Ratio(own.PeakMemory.RatioTo(reference.PeakMemory)),
                subject.Build.SizeBytes is { } size ? Figure.Megabytes(size) : "-");
        }

        return table;
    }

    private static ImmutableArray<Claim> Claims(FunctionBuilds builds, Dictionary<string, ColdStartFigures> figures)
    {
        if (builds.Native is null)
        {
            return [];
        }

        ColdStartFigures native = figures[builds.Native.Name];
        var claims = ImmutableArray.CreateBuilder<Claim>();
        claims.Add(new Claim("peak memory at most 28 MB", Figure.Megabytes(native.PeakMemory.Median), native.PeakMemory.Median <= MaxPeakBytes));
        claims.Add(new Claim("binary at most 20 MB", Figure.Megabytes(builds.Native.SizeBytes!.Value), builds.Native.SizeBytes <= MaxBinaryBytes));
        if (builds.Poll is not null)
        {
            double? poll = native.FirstPoll.RatioTo(figures[builds.Poll.Name].FirstPoll);
            claims.Add(new Claim("first poll at most 1.15 times that of a native program that only polls", Figure.Ratio(poll), poll <= MaxPollRatio));
        }

        if (builds.Jit is not null)
        {
            ColdStartFigures jit = figures[builds.Jit.Name];
            double? poll = jit.FirstPoll.RatioTo(native.FirstPoll);
            double? step = jit.FirstStep!.RatioTo(native.FirstStep!);
            double? memory = native.PeakMemory.RatioTo(jit.PeakMemory);
            claims.Add(new Claim("first poll at least 4 times as fast as JIT", Figure.Ratio(poll), poll >= MinPollSpeedup));
            claims.Add(new Claim("first step at least 3.5 times as fast as JIT", Figure.Ratio(step), step >= MinStepSpeedup));
            claims.Add(new Claim("peak memory at most a third of JIT's", Figure.Percent(memory ?? 0), memory <= MaxMemoryShare));
        }

        return claims.ToImmutable();
    }

    /// <param name="Name">As the report calls it.</param>
    /// <param name="Build">What is started.</param>
    /// <param name="Trust">For HTTPS; null for HTTP.</param>
    /// <param name="HasSteps">False where it answers an event and sends nothing.</param>
    private sealed record Subject(string Name, FunctionBuild Build, TrustStore? Trust, bool HasSteps = true);
}
