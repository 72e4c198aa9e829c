using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>What goes to the machine, what is written down of it, and what people see of it, where SSM or somebody else comes in between.</summary>
public sealed class SendingTests
{
    private const string Refused = "#result step=apply status=refused reason=config-broken";

    [Fact]
    public async Task Refused_IsShownAndCountedAtOnce()
    {
        Responder responder = new();
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Denied);
        await responder.LineAsync();

        Assert.Equal([IncidentPhase.Escalated], responder.Shown.Phases);
        Assert.Equal([(null, IncidentPhase.Inspecting), (IncidentPhase.Inspecting, IncidentPhase.Escalated)], responder.Counted.Steps.Select(step => (step.Before?.Phase, step.After.Phase)));
    }

    [Fact]
    public async Task RefusedTheSecondTime_IsShownAtOnce()
    {
        Responder responder = new();
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync();
        Assert.Empty(responder.Shown.Phases);
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Denied);
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([IncidentPhase.Escalated], responder.Shown.Phases);
    }

    [Theory]
    [InlineData(RemoteCallFailure.AgentSilent, true)]
    [InlineData(RemoteCallFailure.Unavailable, false)]
    public async Task AgentSilentAtTheChange_IsWrittenDownAndShownOnce(RemoteCallFailure failure, bool isAgentSilent)
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw Failure(failure);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal(isAgentSilent ? responder.Time.GetUtcNow() : null, (await responder.IncidentAsync()).Pending!.SilentSince);
        Assert.Equal([IncidentPhase.Remediating], responder.Shown.Phases);
        Assert.Empty(responder.Pauses);
    }

    /// <summary>SSM's clock may be behind ours: a command that it dates before our request is ours all the same.</summary>
    [Fact]
    public async Task Unconfirmed_IsLookedForFromBeforeItsRequest()
    {
        Responder responder = new();
        responder.Commands.AfterSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync();
        await responder.TickAsync();

        Assert.Equal((await responder.IncidentAsync()).Pending!.RequestedAt.AddMinutes(-5), responder.Commands.SearchedFrom);
    }

    /// <summary>A change that waits to be sent again, because another of its group recovers, or because nobody can say who objects, waits no longer than a change may take.</summary>
    [Theory]
    [InlineData(true, -1, IncidentPhase.Remediating, "no-free-slot")]
    [InlineData(true, 0, IncidentPhase.Escalated, "no-free-slot")]
    [InlineData(false, -1, IncidentPhase.Remediating, "instance-unknown")]
    [InlineData(false, 0, IncidentPhase.Escalated, "instance-unknown")]
    public async Task OrderThatCannotBeSentAgain_EndsAtItsTime_AndIsShownAtOnce(bool isGroupTaken, int seconds, IncidentPhase phase, string reason)
    {
        InMemoryIncidentStore store = new();
        Clearance inGroup = new([], null, [SlotRequest.OfGroup("web", 1)]);
        Responder prevention = new() { Store = store, Target = SampleIncident.InstanceOf(2), Policy = new Policy { Prevention = PreventionMode.Fix } };
        prevention.Vetoes.Current = inGroup;
        await prevention.AskAsync(ManualAction.Prevent);
        prevention.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await prevention.EndAsync(Reports.Inspected(Machine.AtRisk));
        prevention.Commands.BeforeSend = _ => { };
        if (isGroupTaken)
        {
            Responder outage = new() { Store = store, Target = SampleIncident.InstanceOf(1) };
            outage.Vetoes.Current = inGroup;
            await outage.LineAsync(Machine.Broken);
        }
        else
        {
            prevention.Vetoes.Current = new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("EC2 is throttled."))], null, []);
        }

        Incident ordered = await prevention.IncidentAsync();
        Assert.Equal(CommandKind.Remediate, ordered.Pending!.Kind);
        prevention.Time.SetUtcNow(ordered.Attempt!.OrderedAt + prevention.Policy.RemediationTimeout + TimeSpan.FromSeconds(seconds));
        await prevention.TickAsync();

        Incident incident = await prevention.IncidentAsync();
        Assert.Equal((phase, phase == IncidentPhase.Escalated ? reason : null), (incident.Phase, incident.ReasonCode));
        Assert.Null(incident.Pending?.SilentSince);
        Assert.Equal(phase, prevention.Shown.Phases[^1]);
        Assert.Single(prevention.Commands.Sent);

        await prevention.LineAsync(100);
        Assert.Equal(phase == IncidentPhase.Remediating, (await prevention.IncidentAsync()).Signals.Contains(Responder.NewSignal(100)));
    }

    /// <summary>Whatever becomes of its command, and whoever else writes: what the log said is in the record.</summary>
    [Theory]
    [InlineData("sent again")]
    [InlineData("found")]
    [InlineData("not to be looked for")]
    public async Task LineMeetsAnOverdueCommand_AndSomebodyEndsTheIncident_TheLineGetsItsLook(string command)
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        responder.Commands.BeforeSend = _ => { if (command == "sent again") { throw Failure(RemoteCallFailure.Unavailable); } };
        responder.Commands.AfterSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync(-100);
        responder.Commands.BeforeSend = responder.Commands.AfterSend = _ => { };
        responder.Commands.BeforeSearch = () => { if (command == "not to be looked for") { throw Failure(RemoteCallFailure.Denied); } };
        responder.Time.Advance(responder.Policy.InspectionTimeout);
        store.Meanwhile = _ => store.WriteAsync(responder.Target, stored => stored.In(IncidentPhase.NoAction, "elsewhere"));
        await responder.LineAsync(100);

        Assert.Null(store.Meanwhile);
        Incident incident = await responder.IncidentAsync();
        Assert.True(incident.Signals.Contains(Responder.NewSignal(100)) || incident.State is State.Ended { InspectAgainAt: not null }, incident.ToString());
    }

    /// <summary>It is over in seconds, and says what there is to show.</summary>
    [Fact]
    public async Task InspectionSentAgainAtALine_IsNotShownYet()
    {
        Responder responder = new();
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => { };
        responder.Time.Advance(responder.Policy.SendConfirmationTimeout);
        await responder.LineAsync(1);

        Assert.Single(responder.Commands.Sent);
        Assert.Equal(0, responder.Shown.AskCount);
    }

    [Fact]
    public async Task OrderSentAgain_AfterItWasShown_ItsIdIsWrittenDown()
    {
        Responder responder = await UnsentOrderAsync();
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(responder.Commands.Sent[^1].Id, (await responder.IncidentAsync()).Pending!.CommandId);
        Assert.Equal([IncidentPhase.Remediating], responder.Shown.Phases);
    }

    /// <summary>SSM lists nothing before it is sent: who took the right to send it again has as long for that as the first had, and the machine for the change.</summary>
    [Fact]
    public async Task OrderIsBeingSentAgain_WhoComesMeanwhileLeavesItAlone()
    {
        Responder responder = await UnsentOrderAsync();
        PendingCommand first = (await responder.IncidentAsync()).Pending!;
        int tries = 0;
        responder.Commands.BeforeSend = _ =>
        {
            tries++;
            throw Failure(RemoteCallFailure.Unavailable);
        };
        await responder.TickAsync(responder.Policy.SendConfirmationTimeout);
        await responder.TickAsync(responder.Policy.SendConfirmationTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal((1, first.Deadline + responder.Policy.SendConfirmationTimeout), (tries, (await responder.IncidentAsync()).Pending!.Deadline));

        await responder.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task OrderSentAgain_SomebodyWritesBeforeItsIdIs_NothingOfThatIsLost_AndItIsShown()
    {
        OvertakenIncidentStore store = new();
        Responder responder = await UnsentOrderAsync(store);
        store.AtSave = next => next.Pending?.CommandId is not null;
        store.Meanwhile = _ => store.WriteAsync(responder.Target, stored => stored with { SignalCount = 7, ShowPending = true });
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((responder.Commands.Sent[^1].Id, 7, false), (incident.Pending!.CommandId, incident.SignalCount, incident.ShowPending));
        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Remediating], responder.Shown.Phases);
        Assert.Equal([ConflictPause.First], responder.Pauses);
    }

    /// <summary>The order's end overtakes its id, and the next command waits for one of its own: with that of the order it would be taken for sent.</summary>
    [Fact]
    public async Task NextCommandIsAskedForBeforeTheIdOfAnOrderIsWrittenDown_ThatIsNotItsId()
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        await responder.LineAsync();
        store.AtSave = next => next.Pending is { Kind: CommandKind.Remediate, CommandId: not null };
        store.Meanwhile = order => store.WriteAsync(responder.Target, stored => stored.WithPending(
            PendingCommand.New(stored.Id, stored.Version + 1, CommandKind.Inspect, "verify 1", order.Pending!.Parameters, order.Pending.RequestedAt, responder.Policy.InspectionTimeout)));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Null(store.Meanwhile);
        Assert.Equal((CommandKind.Inspect, null), ((await responder.IncidentAsync()).Pending!.Kind, (await responder.IncidentAsync()).Pending!.CommandId));
    }

    [Fact]
    public async Task SomebodyWritesEachTimeBeforeTheId_IsTriedUpToTheBound_AndNotSentAgain()
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        await responder.LineAsync();
        int lost = 0;
        store.BeforeSave = async next =>
        {
            if (next.Pending?.CommandId is not null && lost < 2 * Reconciler.MaxConflicts)
            {
                lost++;
                await store.WriteAsync(responder.Target, stored => stored);
            }
        };
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        Assert.Equal((Reconciler.MaxConflicts, Reconciler.MaxConflicts), (lost, responder.Pauses.Count));
        Assert.Equal([ConflictPause.First, ConflictPause.First * 2, ConflictPause.First * 4], responder.Pauses.Take(3));

        // The tick finds it by its comment.
        store.BeforeSave = _ => Task.CompletedTask;
        await responder.TickAsync();
        Assert.Equal(responder.Commands.Sent[1].Id, (await responder.IncidentAsync()).Pending!.CommandId);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task LineArrivesWhileTheOrderIsShown_IsCounted_AndNothingIsToldOrMadeTwice()
    {
        ToldPeople people = new();
        Responder responder = new() { People = people };
        await responder.LineAsync();
        responder.Shown.Meanwhile = () => responder.LineAsync(1);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((responder.Commands.Sent[^1].Id, 2, false), (incident.Pending!.CommandId, incident.SignalCount, incident.ShowPending));
        Assert.Equal((1, "oi-000000000001"), (responder.Shown.MadeCount, incident.HumanRecordId));
        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Remediating], responder.Shown.Phases);
        Assert.Equal([IncidentPhase.Remediating], people.Phases);
    }

    /// <summary>Whoever was overtaken has shown, and maybe told, what is older: the newest is the last that people see, in the item that the record names.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndsWhileTheOrderIsShown_TheEndIsTheLastThatIsShownAndTold(bool tellsOfTheOrder)
    {
        ToldPeople people = tellsOfTheOrder ? new() : new(IncidentPhase.Remediating);
        Responder responder = new() { People = people };
        await responder.LineAsync();
        responder.Shown.Meanwhile = () => responder.EndAsync(Reports.Remediated(Refused, ""));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, false, "oi-000000000001"), (incident.Phase, incident.ShowPending, incident.HumanRecordId));
        Assert.Equal([IncidentPhase.Escalated, IncidentPhase.Remediating, IncidentPhase.Escalated], responder.Shown.Phases);
        Assert.Equal(tellsOfTheOrder ? [IncidentPhase.Escalated, IncidentPhase.Remediating, IncidentPhase.Escalated] : [IncidentPhase.Escalated], people.Phases);
    }

    [Fact]
    public async Task EndsWhileTheOrderIsShown_AndCouldNotBeShown_ItIsShownInTheItemThatWasJustMade()
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Shown.Meanwhile = async () =>
        {
            responder.Shown.IsUnavailable = true;
            await responder.EndAsync(Reports.Remediated(Refused, ""));
            responder.Shown.IsUnavailable = false;
        };
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Escalated], responder.Shown.Phases);
        Assert.Equal((1, "oi-000000000001"), (responder.Shown.MadeCount, (await responder.IncidentAsync()).HumanRecordId));
    }

    /// <summary>Another one that was opened meanwhile has its own item, and people hear of it.</summary>
    [Fact]
    public async Task EndsWhileTheOrderIsShown_AndAnotherIsOpened_NothingOfTheOldOneIsWrittenIntoIt()
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Shown.Meanwhile = async () =>
        {
            await responder.EndAsync(Reports.Remediated(Refused, ""));
            await responder.AskAsync(ManualAction.Inspect);
        };
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Inspecting, null, true), (incident.Phase, incident.HumanRecordId, incident.ShowPending));
    }

    [Fact]
    public async Task TwoTicksAtOnce_WhoMayNotSendShowsNothing()
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => { };
        responder.Time.Advance(TimeSpan.FromMinutes(1));
        store.Meanwhile = _ => responder.TickAsync();
        await responder.TickAsync();

        Assert.Single(responder.Commands.Sent);
        Assert.Equal([IncidentPhase.Inspecting], responder.Shown.Phases);
    }

    [Fact]
    public async Task EndsBeforeAFoundCommandIsWrittenDown_IsNotShownAgain()
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        responder.Shown.IsUnavailable = true;
        responder.Commands.AfterSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync(-100);
        responder.Commands.AfterSend = _ => { };
        store.Meanwhile = _ => responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        ReconcileResult result = await responder.TickAsync();

        Assert.Equal((IncidentPhase.NoAction, 1), (result.Phase, responder.Shown.AskCount));
    }

    /// <summary>A request that is refused while an incident is open takes no part in what becomes of its command.</summary>
    [Fact]
    public async Task RollbackAskedFor_WhileTheCommandCannotBeLookedFor_ChangesAndCountsNothing()
    {
        Responder responder = new();
        responder.Commands.AfterSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.LineAsync();
        responder.Commands.BeforeSearch = () => throw Failure(RemoteCallFailure.Denied);
        responder.Time.Advance(responder.Policy.InspectionTimeout);
        ReconcileResult result = await responder.AskAsync(ManualAction.Rollback);

        Assert.Equal((IncidentPhase.Inspecting, IncidentPhase.Inspecting), (result.Phase, (await responder.IncidentAsync()).Phase));
        Assert.False(result.IsRefusal);
        Assert.Single(responder.Counted.Steps);
        Assert.Single(responder.Commands.Sent);
    }

    private static RemoteCallException Failure(RemoteCallFailure failure) => new(failure, "SSM said no");

    /// <summary>Its change is ordered, saved and shown, and SSM never got it.</summary>
    private static async Task<Responder> UnsentOrderAsync(IIncidentStore? store = null)
    {
        Responder responder = new() { Store = store ?? new InMemoryIncidentStore() };
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw Failure(RemoteCallFailure.Unavailable);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        Assert.Equal([IncidentPhase.Remediating], responder.Shown.Phases);
        return responder;
    }
}
