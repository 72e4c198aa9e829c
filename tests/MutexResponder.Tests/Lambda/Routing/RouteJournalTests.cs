using System.Text.Json;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Routing;

/// <summary>What the log and the metrics have of an event; the replies are the routes' tests'.</summary>
public sealed class RouteJournalTests
{
    private static readonly InstanceId Known = FunctionUnderTest.Known;
    private static readonly InstanceId Stranger = InstanceId.Parse("i-0ffffffffffffffff");

    [Fact]
    public async Task Events_AreCountedOnceEach_ByWhatBecameOfThem()
    {
        using FunctionUnderTest function = new();

        await function.DeliverLogsAsync(Known.Value);
        await function.DeliverLogsAsync(Known.Value, signalCount: 0);
        await function.DeliverLogsAsync(Stranger.Value);
        await function.InvokeAsync("""{"describe":true}""");

        Assert.Equal(
            [$"log-delivery accepted because {Known}", "log-delivery ignored no-signal -", $"log-delivery refused unknown-instance {Stranger}", "widget accepted - -"],
            Said(function, "Events", "Event", "Outcome", "reason", "instance_id"));
    }

    [Fact]
    public async Task Accepted_IsALineOfTheLog()
    {
        using FunctionUnderTest function = new();

        await function.DeliverLogsAsync(Known.Value);

        Assert.Equal([$"Information log-delivery {Known} Inspecting because"], Said(function, "phase", "level", "event", "instance_id", "phase", "reason"));
    }

    [Fact]
    public async Task Failed_IsALineOfTheLogAndCounted()
    {
        using FunctionUnderTest function = new(new ListedStore(Known));
        function.Reconcile.Throw(new InvalidOperationException("broken record"));

        await function.InvokeAsync("""{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}""");

        Assert.Equal([$"Error tick {Known} internal-error"], Said(function, "exception", "level", "event", "instance_id", "reason"));
        Assert.Equal([$"internal-error {Known}"], Said(function, "Failures", "Reason", "instance_id"));
    }

    private static IEnumerable<string> Said(FunctionUnderTest function, string of, params string[] keys) =>
        function.Captured.Having(of).Select(line => string.Join(' ', keys.Select(key => line.TryGetProperty(key, out JsonElement value) ? value.GetString() : "-")));
}
