using System.Collections.Immutable;
using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Reporting;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Lab.Timing;
using MutexResponder.Remediation;

namespace MutexResponder.Benchmarks.Recovery;

/// <summary>Where the time of a real outage in the lab goes.</summary>
internal static class RecoveryPart
{
    public const string Title = "Time to recovery";

    private const double MaxShare = 0.1;
    private const double MaxShareOfMinute = 0.01;
    private const int RunCount = 3;
    private static readonly TimeSpan RealReboot = TimeSpan.FromSeconds(60);

    public static async Task<Section> MeasureAsync(FunctionBuild build, bool isQuick, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("Recovery", "Phase", "Time", "of it ours");
        var claims = ImmutableArray.CreateBuilder<Claim>();
        try
        {
            foreach (RecoveryKind recovery in isQuick ? new[] { RecoveryKind.Reboot } : [RecoveryKind.Reboot, RecoveryKind.Restart])
            {
                RecoverySplit split = await MedianAsync(build, recovery, isQuick ? 1 : RunCount, cancellationToken);
                Add(table, recovery, split);
                claims.Add(new Claim($"ours is less than 10 % of the time to recovery in the lab ({recovery})", Figure.Percent(split.Share), split.Share < MaxShare));
                if (recovery == RecoveryKind.Reboot)
                {
                    double share = split.ShareWithReboot(RealReboot);
                    claims.Add(new Claim("ours is less than 1 % where a reboot takes 60 s", Figure.Percent(share), share < MaxShareOfMinute));
                }
            }
        }
        catch (LabException cannot)
        {
            return new Section(Title, null, [], [$"Left out: {cannot.Message}"]);
        }

        return new Section(Title, table, claims.ToImmutable(), [
            $"{build.Name} and a real Apache in a namespace of its own; the run with the median time to recovery. Recovered: the first answer on every port.",
            "Ours is all that an event or answer waits for the function and all that the function does. The log's way to the function (1.5 s here, up to 5 s by the CloudWatch agent's default) and what runs on the instance are not.",
            "Apply holds 3 s between the order to reboot and the reboot, in which the SSM agent writes down where to go on; without our own order that wait would be its minute.",
        ]);
    }

    private static async Task<RecoverySplit> MedianAsync(FunctionBuild build, RecoveryKind recovery, int runCount, CancellationToken cancellationToken)
    {
        var splits = new List<RecoverySplit>();
        for (int run = 0; run < runCount; run++)
        {
            splits.Add(await RehearseAsync(build, recovery, cancellationToken));
        }

        return splits.OrderBy(split => split.TimeToRecovery).ElementAt(runCount / 2);
    }

    private static async Task<RecoverySplit> RehearseAsync(FunctionBuild build, RecoveryKind recovery, CancellationToken cancellationToken)
    {
        await DebianPackages.Lab.EnsureInstalledAsync(null, cancellationToken);
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(new RehearsalOptions { Recovery = recovery, FunctionPath = build.ExecutablePath }, new QuietView(), cancellationToken);
        RehearsalResult result = await rehearsal.RunAsync(cancellationToken);
        return RecoverySplit.Of(result, result.Instances[0].Instance)
            ?? throw new InvalidOperationException($"the site did not recover, or its record has a gap: {result.Instances[0].Phase} ({result.Instances[0].ReasonCode}). {result.Instances[0].Summary}");
    }

    private static void Add(MarkdownTable table, RecoveryKind recovery, RecoverySplit split)
    {
        foreach (RecoveryPhase phase in split.Phases)
        {
            table.Add(recovery.ToString(), phase.Name, Figure.Seconds(phase.Total), Figure.Seconds(phase.Ours));
        }

        table.Add(recovery.ToString(), "until the site answers", Figure.Seconds(split.TimeToRecovery), Figure.Seconds(split.OursToRecovery));
    }
}
