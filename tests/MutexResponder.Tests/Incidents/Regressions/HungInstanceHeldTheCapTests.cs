using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>With a fleet cap of 1 a guest that hung after its order let all the others wait until they were handed to a person.</summary>
public class HungInstanceHeldTheCapTests
{
    private static readonly InstanceId Other = InstanceId.Parse("i-0fedcba9876543210");
    private static readonly Clearance OneAtATime = new([], null, [new SlotRequest("fleet", 1)]);

    private readonly Responder _hung;
    private readonly Responder _other;

    public HungInstanceHeldTheCapTests()
    {
        InMemoryIncidentStore store = new();
        _hung = New(Responder.Instance);
        _other = New(Other);

        Responder New(InstanceId target)
        {
            Responder responder = new() { Store = store, Target = target, Policy = new Policy { Mode = ResponseMode.Remediate, MaxInspections = 20 } };
            responder.Vetoes.Current = OneAtATime;
            return responder;
        }
    }

    [Fact]
    public async Task SilentGuest_GivesItsSlotBackOnceItsOrderHasOutlivedItself()
    {
        await OrderAsync(_hung);
        await _other.LineAsync(Machine.Broken);
        Assert.IsType<State.WaitingForSlot>((await _other.IncidentAsync()).State);

        int minute = 0;
        while ((await _hung.IncidentAsync()).HeldSlots.Length > 0)
        {
            Assert.DoesNotContain(_other.Commands.Sent, sent => sent.Request.Kind == CommandKind.Remediate);
            Assert.InRange(++minute, 1, 16);
            await PassAsync(1);
        }

        await _other.TickAsync();

        Assert.Equal((int)_hung.Policy.SlotLease.TotalMinutes, minute);
        Assert.Equal(CommandKind.Remediate, _other.Commands.Sent[^1].Request.Kind);
        Assert.Contains((await _hung.IncidentAsync()).Timeline, entry => entry.Told.Code == "slot-given-back");
        Assert.Equal(IncidentPhase.Remediating, (await _hung.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task RebootFromOutside_WaitsForASlotAndTakesIt()
    {
        await OrderAsync(_hung);
        _hung.Commands.End(Reports.RebootingFor("apply", Machine.Changed));
        await PassAsync(15);
        await OrderAsync(_other);
        _hung.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "the agent is silent");
        await PassAsync(7);
        Assert.Equal((0, "waiting-to-ask-for-reboot"), (_hung.Reboots.Count, (await _hung.IncidentAsync()).Timeline[^1].Told.Code));

        await _other.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        Assert.Equal(IncidentPhase.Resolved, (await _other.IncidentAsync()).Phase);
        await PassAsync(1);

        Assert.Equal((1, 1), (_hung.Reboots.Count, (await _hung.IncidentAsync()).HeldSlots.Length));
        await PassAsync((int)_hung.Policy.ForcedRebootTimeout.TotalMinutes);
        Assert.Empty((await _hung.IncidentAsync()).HeldSlots);
    }

    [Fact]
    public async Task RebootFromOutside_NoSlotBecomesFree_APersonIsTold()
    {
        await OrderAsync(_hung);
        _hung.Commands.End(Reports.RebootingFor("apply", Machine.Changed));
        await PassAsync(15);
        await OrderAsync(_other);
        _hung.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "the agent is silent");

        await PassAsync(40, onlyHung: true);

        Assert.Equal((IncidentPhase.Escalated, "no-slot-for-reboot", 0), ((await _hung.IncidentAsync()).Phase, (await _hung.IncidentAsync()).ReasonCode, _hung.Reboots.Count));
    }

    private static async Task OrderAsync(Responder responder)
    {
        await responder.LineAsync(Machine.Broken);
        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    private async Task PassAsync(int minutes, bool onlyHung = false)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            _hung.Time.Advance(TimeSpan.FromMinutes(1));
            _other.Time.Advance(TimeSpan.FromMinutes(1));
            await _hung.TickAsync();
            if (onlyHung)
            {
                continue;
            }

            await _other.TickAsync();
            if (await _other.Store.FindAsync(Other, TestContext.Current.CancellationToken) is { Pending.Kind: CommandKind.Inspect })
            {
                await _other.EndAsync(Reports.Inspected(Machine.Broken));
            }
        }
    }
}
