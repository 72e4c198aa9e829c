using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

public sealed class ForcedRebootTests
{
    [Fact]
    public async Task GuestSilentAfterTheChange_AndStillSilentAtTheLook_RebootedOnceAndVerified()
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        Assert.Equal(1, responder.Reboots.Count);
        Assert.Null((await responder.IncidentAsync()).Pending);

        await responder.TickAsync();
        await responder.TickAsync(responder.Policy.ForcedRebootPause);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(1, responder.Reboots.Count);
    }

    [Fact]
    public async Task GuestStillInTheOldBoot_IsRebooted()
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));

        Assert.Equal(1, responder.Reboots.Count);
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    /// <summary>A reboot from outside meets no guard on the machine, so it must not undo what a person repaired there.</summary>
    [Fact]
    public async Task SomebodyStartedApacheMeanwhile_Ec2IsNotAsked()
    {
        Recording repaired = Machine.Fixed.Replacing(Machine.Fixed.BootId, Machine.Broken.BootId);
        Responder responder = await SilentAsync();
        for (int look = 0; look < responder.Policy.MaxVerifications && (await responder.IncidentAsync()).Pending is not null; look++)
        {
            await responder.EndAsync(Reports.Inspected(repaired));
        }

        Assert.Equal((true, 0), ((await responder.IncidentAsync()).IsFinished, responder.Reboots.Count));
    }

    /// <summary>It did what was ordered, and is silent since: what EC2 would end is another boot.</summary>
    [Fact]
    public async Task SeenInItsNewBoot_AndSilentSince_Ec2IsNotAsked()
    {
        Responder responder = await SilentAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.EndAsync(Reports.Inspected(Machine.Fixed.Replacing("status=200", "status=000")));
        for (int minute = 0; minute < 60 && !(await responder.IncidentAsync()).IsFinished; minute++)
        {
            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((IncidentPhase.Escalated, 0), ((await responder.IncidentAsync()).Phase, responder.Reboots.Count));
    }

    /// <summary>Unknown is no leave: neither who objects is known then, nor which slots a reboot takes.</summary>
    [Fact]
    public async Task NobodyCouldSayWhoObjects_Ec2IsAskedOnceThatIsKnown()
    {
        Responder responder = await SilentAsync();
        Clearance known = responder.Vetoes.Current;
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("throttled"))], null, []);
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        Assert.Equal((0, IncidentPhase.Remediating), (responder.Reboots.Count, (await responder.IncidentAsync()).Phase));

        responder.Vetoes.Current = known;
        await responder.TickAsync(responder.Policy.ForcedRebootPause);

        Assert.Equal(1, responder.Reboots.Count);
    }

    [Fact]
    public async Task GuestNeverComesBack_IsRebootedOnce_ThenAPersonIsTold()
    {
        Responder responder = await SilentAsync();
        for (int minute = 0; minute < 60 && !(await responder.IncidentAsync()).IsFinished; minute++)
        {
            if ((await responder.IncidentAsync()).Pending is not null)
            {
                await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
            }

            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "not-verified"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(1, responder.Reboots.Count);
    }

    [Fact]
    public async Task RebootRefusedByEc2_IsNotTriedAgain_AndEscalates()
    {
        Responder responder = await SilentAsync();
        responder.Reboots.Failure = RemoteCallFailure.Denied;
        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        await responder.TickAsync(responder.Policy.ForcedRebootTimeout);
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        }

        Assert.Equal((IncidentPhase.Escalated, 1), ((await responder.IncidentAsync()).Phase, responder.Reboots.Count));
    }

    [Fact]
    public async Task KillSwitch_HoldsTheRebootToo()
    {
        Responder responder = await SilentAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));

        Assert.Equal(("kill-switch", 0), ((await responder.IncidentAsync()).ReasonCode, responder.Reboots.Count));
    }

    [Theory]
    [InlineData("#result step=apply status=changed reason=applied", "#result step=recover status=failed reason=no-answer")]
    [InlineData("#result step=apply status=changed reason=applied", "#result step=recover status=refused reason=stopped-on-purpose")]
    [InlineData("", "")]
    public async Task NoRebootIsUnderWayOrNoChangeIsKnown_Ec2IsNotAsked(string apply, string recover)
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(apply, recover), Machine.FixedNotRebooted);
        for (int look = 0; look < 2 && (await responder.IncidentAsync()).Pending is not null; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        }

        Assert.Equal((IncidentPhase.Escalated, 0), ((await responder.IncidentAsync()).Phase, responder.Reboots.Count));
    }

    [Fact]
    public async Task RecoveryByRestart_Ec2IsNotAsked()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart } };
        await SilentAsync(responder);
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
        }

        Assert.Equal((IncidentPhase.Escalated, 0), ((await responder.IncidentAsync()).Phase, responder.Reboots.Count));
    }

    /// <summary>There is something that another boot would bring to an end: a change that was told, and a recovery of which no more was heard.</summary>
    [Theory]
    [InlineData("#result step=apply status=changed reason=applied", "", 1)]
    [InlineData("#result step=apply status=unchanged reason=already-fixed", "", 1)]
    [InlineData("#result step=apply status=changed reason=applied", Machine.Rebooting, 1)]
    [InlineData("#result step=apply status=changed reason=applied", Machine.Recovered, 0)]
    [InlineData("#result step=apply status=changed reason=applied", "#result step=recover status=failed reason=start", 0)]
    [InlineData("#result step=restore status=restored reason=as-before", "", 0)]
    [InlineData("", "", 0)]
    public async Task LookFindsTheOldBoot_Ec2IsAskedWhereAnotherBootIsAllThatIsMissing(string change, string recover, int reboots)
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(change, recover), Machine.FixedNotRebooted);

        Assert.Equal(reboots, responder.Reboots.Count);
    }

    [Fact]
    public async Task RollbackThatDidNotReboot_Ec2IsAsked()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        await responder.AskAsync(MutexResponder.Requests.ManualAction.Rollback);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Rebooting), Machine.RolledBack.Replacing(Machine.RolledBack.BootId, Machine.Fixed.BootId));

        Assert.Equal(1, responder.Reboots.Count);
    }

    /// <summary>A server that lived when the change was ordered: only where it serves by now, or is another one, has somebody been at it.</summary>
    [Theory]
    [InlineData("status=000", "status=000", 1)]
    [InlineData("status=000", "status=200", 0)]
    [InlineData("S 252942 parent", "S 252999 parent", 0)]
    [InlineData("S 252942 parent", "S 252942 orphan", 1)]
    public async Task ServerThatLived_Ec2IsAskedUnlessSomebodyMendedIt(string there, string instead, int reboots)
    {
        Recording loop = Recording.Load("removed-worker-loop");
        Responder responder = new();
        await responder.LineAsync(loop);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting), loop.Replacing(there, instead));

        Assert.Equal(reboots, responder.Reboots.Count);
    }

    /// <summary>Nobody can say who objects, or no slot is free: that is waited for as long as an order and a slot are.</summary>
    [Theory]
    [InlineData(-1, true, IncidentPhase.Remediating, "reboot-not-asked-for")]
    [InlineData(0, true, IncidentPhase.Escalated, "reboot-not-asked-for")]
    [InlineData(-1, false, IncidentPhase.Remediating, "waiting-to-ask-for-reboot")]
    [InlineData(0, false, IncidentPhase.Escalated, "no-slot-for-reboot")]
    public async Task WaitForLeave_IsBounded(int seconds, bool isUnknown, IncidentPhase phase, string told)
    {
        Responder responder = await SilentAsync();
        DateTimeOffset ordered = (await responder.IncidentAsync()).Attempt!.OrderedAt;
        responder.Vetoes.Current = isUnknown
            ? new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("throttled"))], null, [])
            : new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
        responder.Time.SetUtcNow(ordered + responder.Policy.RemediationTimeout + responder.Policy.SlotTimeout + TimeSpan.FromSeconds(seconds));
        await responder.TickAsync();

        Assert.Equal((phase, told, 0), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Timeline[^1].Told.Code, responder.Reboots.Count));
    }

    /// <summary>While EC2 may still be at it nothing is concluded from silence.</summary>
    [Theory]
    [InlineData(-1, "may-still-be-rebooting")]
    [InlineData(0, "looking-again")]
    public async Task SilenceAfterEc2WasAsked_CountsOnceItsTimeIsOver(int seconds, string told)
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        DateTimeOffset asked = (await responder.IncidentAsync()).Attempt!.ForcedRebootAt!.Value;
        Assert.Equal("asking-for-reboot", (await responder.IncidentAsync()).Timeline[^1].Told.Code);
        await responder.TickAsync(responder.Policy.ForcedRebootPause - TimeSpan.FromSeconds(1));
        Assert.Null((await responder.IncidentAsync()).Pending);
        await responder.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("looking-for-instance", (await responder.IncidentAsync()).Timeline[^1].Told.Code);

        responder.Time.SetUtcNow(asked + responder.Policy.ForcedRebootTimeout + TimeSpan.FromSeconds(seconds));
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        Assert.Equal(told, (await responder.IncidentAsync()).Timeline[^1].Told.Code);
    }

    /// <summary>The reboot from outside takes its slot for as long as EC2 may be at it, and no longer.</summary>
    [Theory]
    [InlineData(-1, "fleet")]
    [InlineData(0, "")]
    public async Task SlotOfTheForcedReboot_IsHeldUntilItsTimeIsOver(int seconds, string held)
    {
        Responder responder = new();
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await SilentAsync(responder);
        Assert.Empty((await responder.IncidentAsync()).HeldSlots);
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        await responder.TickAsync(responder.Policy.ForcedRebootTimeout + TimeSpan.FromSeconds(seconds));

        Assert.Equal(held, string.Join(' ', (await responder.IncidentAsync()).HeldSlots));
    }

    /// <summary>It belongs to another group by now: nobody of the old one waits for it any more.</summary>
    [Fact]
    public async Task SlotThatTheForcedRebootDoesNotTake_IsGivenBack()
    {
        Responder responder = new(), other = new() { Store = responder.Store, Target = SampleIncident.InstanceOf(2) };
        responder.Vetoes.Current = other.Vetoes.Current = new Clearance([], null, [SlotRequest.OfGroup("old", 1)]);
        await RemediatingAsync(responder);
        responder.Vetoes.Current = new Clearance([], null, [SlotRequest.OfGroup("new", 1)]);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting), Machine.FixedNotRebooted);
        Assert.Equal((1, "group#new"), (responder.Reboots.Count, Assert.Single((await responder.IncidentAsync()).HeldSlots)));

        await RemediatingAsync(other);
        Assert.Equal(IncidentPhase.Remediating, (await other.IncidentAsync()).Phase);
    }

    /// <summary>A guest still in its old boot may be on its way down; one in the new boot is back, and what it shows counts.</summary>
    [Theory]
    [InlineData(false, "may-still-be-rebooting")]
    [InlineData(true, "looking-again")]
    public async Task LookWhileEc2IsAtIt_CountsInTheNewBootAlone(bool hasRebooted, string told)
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        await responder.TickAsync(responder.Policy.ForcedRebootPause);
        await responder.EndAsync(Reports.Inspected(hasRebooted ? Machine.Fixed.Replacing("status=200", "status=000") : Machine.FixedNotRebooted));

        Assert.Equal(told, (await responder.IncidentAsync()).Timeline[^1].Told.Code);
    }

    [Theory]
    [InlineData(-1, "may-still-be-rebooting", true)]
    [InlineData(0, "looking-again", false)]
    public async Task LookThatSsmDoesNotTake_WaitsWhileEc2IsAtIt(int seconds, string told, bool waits)
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.TickAsync(responder.Policy.ForcedRebootTimeout + TimeSpan.FromSeconds(seconds));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((told, responder.Time.GetUtcNow() + (waits ? responder.Policy.ForcedRebootPause : TimeSpan.Zero)), (incident.Timeline[^1].Told.Code, Assert.IsType<State.AwaitingReboot>(incident.State).LookAt));
    }

    /// <summary>There is no reboot to ask EC2 for: it is looked at as often as any change.</summary>
    [Fact]
    public async Task LookThatSsmDoesNotTake_IsTriedUpToTheBound()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart } };
        await RemediatingAsync(responder);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId");
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered));
        for (int look = 1; look < responder.Policy.MaxVerifications; look++)
        {
            Incident waiting = await responder.IncidentAsync();
            Assert.Equal((look, "looking-again"), (Assert.IsType<State.AwaitingReboot>(waiting.State).LookCount, waiting.Timeline[^1].Told.Code));
            await responder.TickAsync();
        }

        Assert.Equal((IncidentPhase.Escalated, "look-refused"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Why!.Told.Code));
    }

    [Fact]
    public async Task LateLogLine_DoesNotSkipTheStepsThatWereTold()
    {
        Responder responder = await RemediatingAsync();
        responder.Commands.End(Reports.RebootingFor("apply", Machine.Changed));
        responder.Time.Advance(responder.Policy.RemediationTimeout);
        await responder.LineAsync(30);
        Assert.Equal(CommandKind.Remediate, (await responder.IncidentAsync()).Pending!.Kind);

        await responder.TickAsync();

        Assert.Contains("status=changed", (await responder.IncidentAsync()).Attempt!.Told, StringComparison.Ordinal);
    }

    /// <summary>The change is told, then nothing until the deadline; the first look is on its way.</summary>
    private static async Task<Responder> SilentAsync(Responder? responder = null)
    {
        responder = await RemediatingAsync(responder);
        responder.Commands.End(Reports.RebootingFor("apply", Machine.Changed));
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        Assert.Equal(CommandKind.Inspect, (await responder.IncidentAsync()).Pending!.Kind);
        return responder;
    }

    private static async Task<Responder> RemediatingAsync(Responder? responder = null)
    {
        responder ??= new Responder();
        await responder.LineAsync(Machine.Broken);
        return responder;
    }
}
