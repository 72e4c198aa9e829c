using System.Globalization;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;
using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>What an incident takes, from a cold start on, at the share of a processor that each amount of memory gives, and what that costs.</summary>
internal static class MemorySizePart
{
    public const string Title = "Memory size";

    private const int Deployed = 256;
    private const int TicksPerMonth = 30 * 24 * 60;
    private const double DollarsPerRequest = 0.20e-6;
    private const double DollarsPerGigabyteSecond = 0.0000166667;
    private const double MaxStepMilliseconds = 2_000;
    private const int TurnCount = 5;
    private const int QuickTurnCount = 1;
    private static readonly int[] Sizes = [128, Deployed, 512, 1_024, CpuQuota.MegabytesOfOneCpu];
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static async Task<Section> MeasureAsync(FunctionBuild build, bool isQuick, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<Run>> runs;
        using TrustStore trust = new();
        try
        {
            runs = await Interleaved.RunAsync(Sizes, isQuick ? QuickTurnCount : TurnCount, (size, token) => MeasureAsync(build, trust, size, token), cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new Section(Title, null, [], [$"Left out: no control group with a quota can be made here ({e.Message})"]);
        }

        var table = new MarkdownTable("MemorySize", "Share of a CPU", "First step", "Whole incident", "Tick", "An idle month", "An incident");
        foreach ((int size, IReadOnlyList<Run> own) in Sizes.Zip(runs))
        {
            double incident = Median(own, run => run.Incident);
            double tick = Median(own, run => run.Tick);
            table.Add(
                string.Create(CultureInfo.InvariantCulture, $"{size} MB"),
                Figure.Percent((double)size / CpuQuota.MegabytesOfOneCpu),
                Figure.Milliseconds(Median(own, run => run.FirstStep)),
                Figure.Milliseconds(incident),
                Figure.Milliseconds(tick),
                Dollars(TicksPerMonth * Cost(size, tick, 1), 2),
                Dollars(Cost(size, incident, IncidentRun.InvocationsPerIncident), 6));
        }

        double deployed = Median(runs[Array.IndexOf(Sizes, Deployed)], run => run.FirstStep);
        return new Section(Title, table, [
            new Claim($"at {Deployed} MB, which is deployed, the first step after a cold start within 2 s", Figure.Milliseconds(deployed), deployed <= MaxStepMilliseconds),
        ], [
            $"{build.Name} over HTTPS in a control group whose quota is the share of one CPU that Lambda gives for the memory, in periods of 20 ms. Medians. Lambda may give more during the start than this does.",
            "First step: from the start of the process to the inspection's SendCommand. Whole incident: the time that the function's invocations take, the start included. Tick: an invocation of the schedule with nothing unfinished, in a process that has served before.",
            "Cost: of Lambda alone, at $0.20 a million requests and $0.0000166667 a GB-second; a month of a tick a minute.",
        ]);
    }

    private static async Task<Run> MeasureAsync(FunctionBuild build, TrustStore trust, int size, CancellationToken cancellationToken)
    {
        using CpuQuota quota = new(build, size);
        await using IncidentStage stage = await IncidentStage.PrepareAsync(quota.Build, instanceCount: 1, hasEvents: true, cancellationToken, trust);
        stage.Break(stage.Instances[0]);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        stage.StartFunction();
        await stage.CommandAsync(Timeout, cancellationToken);
        TimeSpan firstStep = DateTimeOffset.UtcNow - started;
        await stage.ResolvedAsync(1, Timeout, cancellationToken);
        await stage.ServedAsync(IncidentRun.InvocationsPerIncident, Timeout, cancellationToken);
        IReadOnlyList<ServedInvocation> all = stage.Aws.Functions.Served;
        TimeSpan incident = all[0].TakenAt!.Value - started + all.Aggregate(TimeSpan.Zero, (sum, served) => sum + Taken(served));
        await stage.TickAsync(cancellationToken);
        return new Run(firstStep, incident, Taken(await stage.ServedAsync(IncidentRun.InvocationsPerIncident + 1, Timeout, cancellationToken)));
    }

    private static TimeSpan Taken(ServedInvocation served) => served.EndedAt - served.TakenAt!.Value;

    private static double Median(IReadOnlyList<Run> runs, Func<Run, TimeSpan> time) => new Samples(runs.Select(run => time(run).TotalMilliseconds)).Median;

    private static double Cost(int size, double milliseconds, int requestCount) =>
        requestCount * DollarsPerRequest + milliseconds / 1_000 * size / 1_024 * DollarsPerGigabyteSecond;

    private static string Dollars(double dollars, int digits) => "$" + dollars.ToString("F" + digits, CultureInfo.InvariantCulture);

    private sealed record Run(TimeSpan FirstStep, TimeSpan Incident, TimeSpan Tick);
}
