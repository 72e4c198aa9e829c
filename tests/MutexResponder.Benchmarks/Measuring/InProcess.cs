using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MutexResponder.Benchmarks.Functions;
using Perfolizer.Horology;

namespace MutexResponder.Benchmarks.Measuring;

/// <summary>
/// Runs the BenchmarkDotNet benchmarks of one class, in this process: nothing has to be compiled for it. They run one after the other, so
/// that a busy neighbour may meet one and spare the next; the fastest of the iterations is what was met by none.
/// </summary>
internal static class InProcess
{
    /// <returns>Each benchmark by the name of its method.</returns>
    /// <exception cref="InvalidOperationException">A benchmark could not run; the message says which.</exception>
    public static IReadOnlyDictionary<string, InProcessResult> Run<TBenchmarks>(bool isQuick)
    {
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(isQuick ? 8 : 10)
            .WithIterationCount(isQuick ? 8 : 20)
            .WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 100 : 250));
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(Repository.Root, "artifacts", "benchmarks"));
        Summary summary = BenchmarkRunner.Run<TBenchmarks>(config);
        return summary.Reports.ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name, ResultOf);
    }

    private static InProcessResult ResultOf(BenchmarkReport report) => report.ResultStatistics is { } statistics
        ? new InProcessResult(TimeSpan.FromMicroseconds(statistics.Min / 1000), report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)
        : throw new InvalidOperationException($"{report.BenchmarkCase.Descriptor.DisplayInfo} gave no result.");
}
