using System.Collections.Immutable;
using System.Text.Json;
using MutexResponder.EndToEnd.Guardrails;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Causes;

/// <summary>The next outages are found before they happen, on real servers that serve: by hand, and by the schedule.</summary>
public sealed class SweepTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_OfServingInstances_ListsTheOneAtRiskAndTellsNobodyElse()
    {
        lab.RequireLab();
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(new RehearsalOptions { InstanceCount = 2 }, new RecordedStory(), Token);
        await rehearsal.Instances[1].ReadAsync("printf '[Login]\\nRemoveIPC=no\\n' >/etc/systemd/logind.conf");

        JsonElement reply = await AskAsync(rehearsal, """{"action":"sweep","wait":true}""");

        JsonElement risk = Assert.Single(reply.GetProperty("atRisk").EnumerateArray());
        Assert.Equal(rehearsal.Instances[0].Id.Value, risk.GetProperty("instanceId").GetString());
        Assert.Contains("logind removes the accept mutex", risk.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), Counts(reply));
        Assert.DoesNotContain(rehearsal.Aws.Journal.Calls, call => call.Call.Operation.EndsWith("OpsItem", StringComparison.Ordinal));
        Assert.All(rehearsal.Instances, instance => Assert.Equal(1, instance.BootCount));

        // What is known is not looked at again.
        int sent = rehearsal.Aws.Journal.Calls.Count(call => call.Call.Operation == "SendCommand");
        Assert.Equal((2, 1, 1), Counts(await AskAsync(rehearsal, """{"action":"sweep","wait":true}""")));
        Assert.Equal(sent, rehearsal.Aws.Journal.Calls.Count(call => call.Call.Operation == "SendCommand"));
    }

    /// <summary>Nobody asks for anything: the schedule finds the machine, looks at it, and the prevention that follows is known to the fleet.</summary>
    [Fact]
    public async Task Schedule_FindsTheMachineAtRisk_FixesIt_AndTheFleetKnows()
    {
        lab.RequireLab();
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(
            new RehearsalOptions
            {
                TickInterval = TimeSpan.FromSeconds(1),
                Settings = new Dictionary<string, string>
                {
                    ["MUTEX_RESPONDER_PREVENTION"] = nameof(PreventionMode.Fix),
                    ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "24",
                }.ToImmutableDictionary(),
            },
            new RecordedStory(),
            Token);
        ParentIdentity parent = (await ChangingStep.InspectAsync(rehearsal.Instances[0])).ParentIdentity;

        JsonElement fleet = await InstanceAssertions.SeenAsync(() => AskAsync(rehearsal, """{"action":"fleet"}"""), reply => Counts(reply) == (1, 0, 1));

        Assert.Empty(fleet.GetProperty("atRisk").EnumerateArray());
        JsonElement status = await AskAsync(rehearsal, $$"""{"action":"status","instanceId":"{{rehearsal.Instances[0].Id}}"}""");
        Assert.Equal(("Resolved", "prevented"), (status.GetProperty("phase").GetString(), status.GetProperty("reason").GetString()));
        Assert.Equal(parent, (await ChangingStep.InspectAsync(rehearsal.Instances[0])).ParentIdentity);
        Assert.Empty((await rehearsal.Instances[0].LogoutAsync(Token)).RemovedSemaphores);
        Assert.Equal(200, (await rehearsal.Instances[0].ProbeAsync(80)).Status);

        // The look of the schedule, then the prevention's: a look, the change, a look.
        Assert.Equal(4, rehearsal.Aws.Journal.Calls.Count(call => call.Call.Operation == "SendCommand"));
    }

    private static (int Count, int AtRisk, int Safe) Counts(JsonElement reply)
    {
        JsonElement fleet = reply.GetProperty("fleet");
        return (fleet.GetProperty("count").GetInt32(), fleet.GetProperty("atRisk").GetInt32(), fleet.GetProperty("safe").GetInt32());
    }

    private static async Task<JsonElement> AskAsync(Rehearsal rehearsal, string request)
    {
        InvocationResult result = await rehearsal.Aws.Functions.InvokeAsync(System.Text.Encoding.UTF8.GetBytes(request), Token);
        Assert.False(result.IsError, result.PayloadText);
        using JsonDocument reply = JsonDocument.Parse(result.Payload);
        return reply.RootElement.Clone();
    }
}
