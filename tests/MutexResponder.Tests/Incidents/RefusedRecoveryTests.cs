using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>The change is on the disk, and then the machine refuses the recovery: the world moved between two steps of one order.</summary>
public sealed class RefusedRecoveryTests
{
    [Theory]
    [InlineData("stopped-on-purpose")]
    [InlineData("marker-not-written")]
    public async Task ReasonForAPerson_EndsWithIt_AndTheChangeStays(string reason)
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Refused(reason)));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, reason), (incident.Phase, incident.ReasonCode));
        Assert.NotNull(incident.LastChange);
        Assert.Contains("takes effect when Apache starts", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SomebodyStartedApache_HisStartCountsInPlaceOfTheReboot()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Refused("stale-parent")));
        Recording started = Machine.Fixed.Replacing(Machine.Fixed.BootId, Machine.Broken.BootId);
        await responder.EndAsync(Reports.Inspected(started));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "recovered"), (incident.Phase, incident.ReasonCode));
    }

    [Fact]
    public async Task StillDown_IsInspectedAgain_AndTheNextOrderRestsOnThat()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Refused("evidence-too-old")));
        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        Assert.Equal((IncidentPhase.Inspecting, CommandKind.Inspect), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Pending!.Kind));

        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Remediating, CommandKind.Remediate, "none"), (incident.Phase, incident.Pending!.Kind, incident.Pending!.Parameters["Remedy"]));
        Assert.Equal(2, incident.RemediationsStarted.Length);
    }

    /// <summary>What the second copy of an order says tells nothing of the first one; the look that finds nothing done does.</summary>
    [Theory]
    [InlineData("evidence-too-old", IncidentPhase.Inspecting)]
    [InlineData("config-broken", IncidentPhase.Remediating)]
    public async Task OrderSentAgain_ChangeRefusedAndNothingDone_IsInspectedAnewWhereThatCuresIt(string reason, IncidentPhase phase)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate } };
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no route");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(CommandKind.Remediate, (await responder.IncidentAsync()).Pending!.Kind);

        await responder.EndAsync(Reports.Remediated($"#result step=apply status=refused reason={reason}", ""));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((phase, CommandKind.Inspect), (incident.Phase, incident.Pending!.Kind));
        Assert.Equal(phase == IncidentPhase.Inspecting ? 0 : 1, incident.RemediationsStarted.Length);
    }

    private static string Refused(string reason) => $"#result step=recover status=refused reason={reason}";

    private static async Task<Responder> RemediatingAsync()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate } };
        await responder.LineAsync(Machine.Broken);
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
        return responder;
    }
}
