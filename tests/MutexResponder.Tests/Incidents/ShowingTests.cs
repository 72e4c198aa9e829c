using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>What people are shown and told, where a channel is out of order or somebody else writes meanwhile.</summary>
public sealed class ShowingTests
{
    [Fact]
    public async Task EachShowingOvertaken_IsRepeatedUpToTheBound_AndTheResultIsTheNewest()
    {
        OvertakenIncidentStore store = new();
        Responder responder = new() { Store = store };
        await responder.LineAsync();
        int overtaken = 0;
        responder.Shown.BeforeShow = async _ =>
        {
            if (overtaken < 2 * Reconciler.MaxConflicts)
            {
                overtaken++;
                await store.WriteAsync(responder.Target, stored => stored.In(IncidentPhase.Escalated, "elsewhere"));
            }
        };
        ReconcileResult result = await responder.TickAsync();

        Assert.Equal((Reconciler.MaxConflicts, Reconciler.MaxConflicts), (responder.Shown.Phases.Count, responder.Pauses.Count));
        Assert.Equal([ConflictPause.First, ConflictPause.First * 2, ConflictPause.First * 4], responder.Pauses.Take(3));
        Assert.Equal((IncidentPhase.Escalated, "elsewhere"), (result.Phase!.Value, result.ReasonCode));
    }

    [Fact]
    public async Task NeitherShownNorTold_IsTriedByEachTick_AndNothingIsWritten()
    {
        ToldPeople people = new() { IsUnavailable = true };
        Responder responder = new() { People = people };
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync();
        await responder.TickAsync();
        Incident before = await responder.IncidentAsync();
        await responder.TickAsync();

        Assert.Equal(before, await responder.IncidentAsync());
        Assert.Equal(2, responder.Shown.AskCount);
    }

    /// <summary>The next step of the same phase is no reason to forget that nobody has seen it.</summary>
    [Fact]
    public async Task OrderThatCouldNotBeShown_IsShownAfterItsEnd()
    {
        Responder responder = new();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting));
        responder.Shown.IsUnavailable = false;
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Remediating], responder.Shown.Phases);
    }

    [Fact]
    public async Task ShownAndNotTold_IsToldByTheNextTick()
    {
        ToldPeople people = new() { IsUnavailable = true };
        Responder responder = new() { People = people };
        await responder.LineAsync();
        await responder.TickAsync();
        people.IsUnavailable = false;
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Inspecting], people.Phases);
        Assert.False((await responder.IncidentAsync()).ShowPending);
    }

    [Fact]
    public async Task ToldAndNotShown_IsToldOnce()
    {
        ToldPeople people = new();
        Responder responder = new() { People = people };
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync();
        await responder.TickAsync();
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Inspecting], people.Phases);
        Assert.True((await responder.IncidentAsync()).ShowPending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OvertakenByTheNextPhase_ThatIsTheLastThatIsTold(bool tellsOfTheLook)
    {
        ToldPeople people = tellsOfTheLook ? new() : new(IncidentPhase.Inspecting);
        Responder responder = new() { People = people };
        await responder.LineAsync();
        responder.Shown.Meanwhile = () => responder.EndAsync(Reports.Inspected(Machine.Broken));
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Inspecting, IncidentPhase.Remediating], responder.Shown.Phases);
        Assert.Equal(tellsOfTheLook ? responder.Shown.Phases : [IncidentPhase.Remediating], people.Phases);
    }

    [Fact]
    public async Task EndsWhileItIsShown_AndAnotherIsOpened_PeopleHearOfThatOneToo()
    {
        ToldPeople people = new();
        Responder responder = new() { People = people };
        await responder.LineAsync(-100);
        responder.Shown.Meanwhile = async () =>
        {
            await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
            await responder.AskAsync(ManualAction.Inspect);
        };
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.NoAction, IncidentPhase.Inspecting, IncidentPhase.Inspecting], people.Phases);
    }

    [Fact]
    public async Task ItemWasDeleted_TheRecordNamesTheOneThatWasMadeInItsPlace()
    {
        Responder responder = new();
        await responder.LineAsync();
        await responder.TickAsync();
        Assert.Equal("oi-000000000001", (await responder.IncidentAsync()).HumanRecordId);
        responder.Shown.IsGone = true;
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal("oi-000000000002", (await responder.IncidentAsync()).HumanRecordId);
    }

    [Fact]
    public async Task ToldAndNotShown_TheItemStaysKnown()
    {
        Responder responder = new() { People = new ToldPeople() };
        await responder.LineAsync();
        await responder.TickAsync();
        responder.Shown.IsUnavailable = true;
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(("oi-000000000001", "Remediating", true), (incident.HumanRecordId, incident.ToldOf, incident.ShowPending));
    }

    [Fact]
    public async Task NothingToTell_WhatWasToldBeforeStaysWritten()
    {
        Responder responder = new() { People = new ToldPeople(IncidentPhase.Remediating) };
        await responder.LineAsync();
        await responder.TickAsync();
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(("Inspecting", false), (incident.ToldOf, incident.ShowPending));
    }
}
