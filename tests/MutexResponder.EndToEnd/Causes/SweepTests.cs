using System.Text.Json;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Causes;

/// <summary>The manual request that finds the next outages before they happen, on real servers that serve.</summary>
public sealed class SweepTests(LabFixture lab)
{
    [Fact]
    public async Task Sweep_OfServingInstances_ListsTheOneAtRiskAndTellsNobodyElse()
    {
        lab.RequireLab();
        CancellationToken token = TestContext.Current.CancellationToken;
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(new RehearsalOptions { InstanceCount = 2 }, new RecordedStory(), token);
        await rehearsal.Instances[1].ReadAsync("printf '[Login]\\nRemoveIPC=no\\n' >/etc/systemd/logind.conf");

        InvocationResult result = await rehearsal.Aws.Functions.InvokeAsync("""{"action":"sweep","wait":true}"""u8.ToArray(), token);

        Assert.False(result.IsError, result.PayloadText);
        using JsonDocument reply = JsonDocument.Parse(result.Payload);
        JsonElement risk = Assert.Single(reply.RootElement.GetProperty("atRisk").EnumerateArray());
        Assert.Equal(rehearsal.Instances[0].Id.Value, risk.GetProperty("instanceId").GetString());
        Assert.Contains("a2enconf mutex-file", risk.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["at-risk", "healthy"],
            reply.RootElement.GetProperty("instances").EnumerateArray().Select(row => row.GetProperty("reason").GetString()).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(rehearsal.Aws.Journal.Calls, call => call.Call.Operation.EndsWith("OpsItem", StringComparison.Ordinal));
        Assert.All(rehearsal.Instances, instance => Assert.Equal(1, instance.BootCount));
    }
}
