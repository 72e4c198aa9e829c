using MutexResponder.Benchmarks.Consoles;
using MutexResponder.Benchmarks.Diagnosis;
using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Benchmarks.LogPath;
using MutexResponder.Benchmarks.Options;
using MutexResponder.Benchmarks.Recovery;
using MutexResponder.Benchmarks.Reporting;

if (!BenchmarkOptions.TryRead(args, out BenchmarkOptions? options, out string? error))
{
    await Console.Error.WriteLineAsync($"{error}\n{BenchmarkOptions.Usage}");
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
FunctionBuilds builds = await FunctionBuilds.FindAsync(options.NativePath, mayPublish: !options.IsQuick, stop.Token);
var sections = new List<Section>();
bool isComplete = true;
foreach (string part in options.Parts)
{
    await Console.Error.WriteLineAsync($"Measuring: {part}");
    try
    {
        sections.Add(await MeasureAsync(part));
    }
    catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or IOException)
    {
        // The other parts may have taken minutes; their figures stand.
        isComplete = false;
        sections.Add(new Section(part, null, [], [$"Failed: {failure.Message}"]));
    }
}

string report = Report.Write(sections, options.IsQuick, DateTimeOffset.UtcNow);
if (options.OutputPath is { } path)
{
    await File.WriteAllTextAsync(path, report, stop.Token);
}
else
{
    await Console.Out.WriteAsync(report);
}

return isComplete ? 0 : 1;

async Task<Section> MeasureAsync(string part) => part switch
{
    "start" => await ColdStart.MeasureAsync(builds, options.IsQuick, stop.Token),
    "memory" => await OfBestAsync(MemorySizePart.Title, build => MemorySizePart.MeasureAsync(build, options.IsQuick, stop.Token)),
    "log" => await LogPathPart.MeasureAsync(builds, options.IsQuick, stop.Token),
    "diagnosis" => DiagnosisPart.Measure(options.IsQuick),
    "console" => ConsolePart.Measure(options.IsQuick),
    "incident" => await OfBestAsync(IncidentPart.Title, build => IncidentPart.MeasureAsync(build, stop.Token)),
    "growth" => await OfBestAsync(GrowthPart.Title, build => GrowthPart.MeasureAsync(build, options.IsQuick, stop.Token)),
    "recovery" => await OfBestAsync(RecoveryPart.Title, build => RecoveryPart.MeasureAsync(build, options.IsQuick, stop.Token)),
    _ => throw new InvalidOperationException($"There is no part {part}."),
};

async Task<Section> OfBestAsync(string title, Func<FunctionBuild, Task<Section>> measure) => builds.Best is { } build
    ? await measure(build)
    : new Section(title, null, [], ["Left out: there is no build of the function to measure."]);
