using System.Globalization;
using MutexResponder.Incidents;

namespace MutexResponder.Tests.Lambda.Storms;

/// <summary>
/// Everything fails at once while somebody floods the log. The whole size, 1,000 instances, 500 approvals and 10,000 foreign lines a minute, with
/// <c>STORM=full dotnet test tests/MutexResponder.Tests --filter Storms</c>; a tenth of it otherwise.
/// </summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int LinesEach = 20;

    /// <summary>The least that may be reserved.</summary>
    private const int Concurrency = 5;

    private static readonly int s_scale = Environment.GetEnvironmentVariable("STORM") == "full" ? 10 : 1;

    [Fact]
    public async Task EverythingFailsAtOnce_EachIncidentEnds_WithinItsBounds()
    {
        int instances = 100 * s_scale, approvals = 50 * s_scale, foreign = 1_000 * s_scale, fleetCap = 5 * s_scale;
        Policy policy = new();
        using StormStage stage = new(Concurrency, fleetCap);

        await stage.RunAsync(instances, LinesEach, approvals, foreign);

        Incident[] ended = [.. stage.Records.Values];
        double incidents = ended.Length, foreignLines = stage.Events["foreign"];
        double calls = stage.Calls.Where(kind => kind.Key != "foreign").Sum(kind => kind.Value), writes = stage.Writes.Where(kind => kind.Key != "foreign").Sum(kind => kind.Value);
        Say($"{instances} instances x {LinesEach} lines, {approvals} approvals, {foreign} foreign lines a minute, {Concurrency} invocations at once, at most {fleetCap} in recovery");
        Say($"recoveries over after {stage.Took.TotalMinutes} min: {string.Join(", ", ended.CountBy(incident => incident.Phase).Select(pair => $"{pair.Value} {pair.Key}"))}; most in recovery {stage.MostInRecovery}");
        Say($"an incident: {calls / incidents:N1} calls, {writes / incidents:N1} writes; a foreign line of {foreignLines:N0}: {stage.Calls.GetValueOrDefault("foreign") / foreignLines:N4} calls, {stage.Writes.GetValueOrDefault("foreign")} writes in all");
        Say($"longest wait for an invocation: {string.Join(", ", stage.LongestWait.Select(pair => $"{pair.Key} {pair.Value.TotalSeconds:N1} s"))}; {stage.MessageCount} messages");

        Assert.Equal(instances + approvals, ended.Length);
        Assert.All(ended, incident => Assert.False(incident.IsUnfinished));
        Assert.Equal(approvals, ended.Count(incident => incident.ReasonCode == "approval-expired"));
        Assert.All(ended.Where(incident => incident.ReasonCode != "approval-expired"), incident => Assert.True(
            incident.Phase == IncidentPhase.Resolved || incident.ReasonCode == "no-free-slot", $"{incident.Phase} {incident.ReasonCode}"));
        Assert.InRange(stage.MostInRecovery, fleetCap / 2, fleetCap);
        Assert.True(stage.Took <= policy.SlotTimeout + TimeSpan.FromMinutes(20), $"took {stage.Took}");

        // None of them keeps the others from their turn; the first minute's lines of all instances are the longest queue.
        Assert.All(stage.LongestWait, pair => Assert.True(pair.Value < TimeSpan.FromMinutes(s_scale == 1 ? 1 : 5), $"{pair.Key} waited {pair.Value}"));
        Assert.Equal(0, stage.Writes.GetValueOrDefault("foreign"));
        Assert.InRange(stage.Calls.GetValueOrDefault("foreign"), 0, Concurrency * (stage.Took.TotalMinutes + 2) * 21);
        Assert.InRange(calls / incidents, 1, 150);
        Assert.InRange(writes / incidents, 1, 75);
        Assert.InRange(stage.MessageCount, 1, (stage.Took.TotalMinutes + 245) / 5 * 6);

        void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
