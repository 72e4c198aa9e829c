using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Metrics;

public sealed class MetricsWriterTests
{
    [Fact]
    public void CountEvent_Golden()
    {
        using CapturedOutput captured = new();

        Writer(captured).CountEvent("log-delivery", "refused", "no-instance", "i-0abc1234def567890");

        Assert.Equal(
            """
            {"_aws":{"Timestamp":1787691114000,"CloudWatchMetrics":[{"Namespace":"MutexResponder","Dimensions":[["Event","Outcome"]],"Metrics":[{"Name":"Events","Unit":"Count"}]}]},"Event":"log-delivery","Outcome":"refused","Events":1,"reason":"no-instance","instance_id":"i-0abc1234def567890"}

            """,
            captured.Text);
    }

    [Fact]
    public void InstanceId_IsNeverADimension()
    {
        using CapturedOutput captured = new();
        MetricsWriter writer = Writer(captured);

        writer.CountEvent("tick", "accepted", null, "i-0abc1234def567890");
        writer.CountRefusal("unknown-instance", "i-0abc1234def567890");
        writer.CountFailure("aws-denied", "i-0abc1234def567890");

        Assert.Equal(3, captured.Lines.Count);
        Assert.All(captured.Lines, line =>
        {
            JsonElement directive = line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];
            Assert.DoesNotContain("instance", directive.GetRawText(), StringComparison.OrdinalIgnoreCase);
            Assert.All(directive.GetProperty("Dimensions")[0].EnumerateArray(), name => Assert.True(line.TryGetProperty(name.GetString()!, out _)));
            Assert.Equal("i-0abc1234def567890", line.GetProperty("instance_id").GetString());
        });
    }

    private static MetricsWriter Writer(CapturedOutput captured) =>
        new(captured.Output, new FakeTimeProvider(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero)));
}
