using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents;

/// <summary>What a record says of itself: whether it is kept, told again, and how much of it there is.</summary>
public sealed class IncidentTests
{
    [Fact]
    public void Story_BeyondItsBound_KeepsItsBeginningAndItsEnd()
    {
        const int Past = 7;
        Incident incident = Enumerable.Range(1, Incident.MaxTimelineEntries + Past).Aggregate(SampleIncident.Of(1), (told, number) => told.Note(SampleIncident.Opening, Statement.Quoted($"{number}")));

        Assert.Equal(
            [1, .. Enumerable.Range(Past + 2, Incident.MaxTimelineEntries - 1)],
            incident.Timeline.Select(entry => int.Parse(entry.Told.InEnglish, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>All is kept but a look that no line called for and that found nothing to do.</summary>
    [Theory]
    [InlineData(IncidentPhase.NoAction, 0, IncidentGoal.Recover, false, false)]
    [InlineData(IncidentPhase.NoAction, 1, IncidentGoal.Recover, false, true)]
    [InlineData(IncidentPhase.NoAction, 0, IncidentGoal.Prevent, false, true)]
    [InlineData(IncidentPhase.NoAction, 0, IncidentGoal.Rollback, false, true)]
    [InlineData(IncidentPhase.NoAction, 0, IncidentGoal.Recover, true, true)]
    [InlineData(IncidentPhase.Escalated, 0, IncidentGoal.Recover, false, true)]
    [InlineData(IncidentPhase.Resolved, 0, IncidentGoal.Recover, false, true)]
    [InlineData(IncidentPhase.AwaitingApproval, 1, IncidentGoal.Recover, true, false)]
    public void History_IsWhatPeopleMayWantToReadOf(IncidentPhase phase, int lines, IncidentGoal goal, bool hasPlan, bool isKept)
    {
        Incident incident = (SampleIncident.Of(1) with { SignalCount = lines, Seen = hasPlan ? SampleIncident.LookOf(Machine.Broken.ToString()) : null }).For(goal).In(phase, "why");
        Assert.Equal(isKept, incident.IsHistory);

        // Nobody has to come back to it, whatever was still to be done: the one that takes its place has that.
        Incident open = incident.IsFinished ? incident.InspectingAgainAt(SampleIncident.Opening) : incident;
        Assert.Equal(isKept ? (bool?)false : null, (open with { ShowPending = true }).AsHistory()?.IsUnfinished);
    }

    /// <summary>A lasting cause is told once a day; one of which anything is new is told.</summary>
    [Fact]
    public void Repeat_IsTheSameEnd_AndNothingWasTried()
    {
        Incident again = SampleIncident.Of(1).In(IncidentPhase.Escalated, "not-recovered") with { Earlier = new EarlierEnd(Ending.Escalated, "not-recovered", 1, SampleIncident.Opening, false) };
        Assert.True(again.IsRepeat);

        Assert.False((again with { Tried = new Attempt(SampleIncident.Opening, []) }).IsRepeat);
        Assert.False((again with { Earlier = again.Earlier! with { ReasonCode = "kill-switch" } }).IsRepeat);
        Assert.False((again with { Earlier = again.Earlier! with { Ending = Ending.NoAction } }).IsRepeat);
        Assert.False((again with { Earlier = null }).IsRepeat);
        Assert.False(again.In(IncidentPhase.Inspecting).IsRepeat);
    }

    /// <summary>By it an outage is known that came after a change was looked at: another inspection followed, or none did.</summary>
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void NewestLook_IsTheOneThatWasReadLast(int inspectedSecondsAfter, bool isOfTheChange)
    {
        Look before = SampleIncident.LookOf("before"), after = SampleIncident.LookOf("after");
        Incident incident = SampleIncident.Of(1).In(IncidentPhase.Escalated, "why") with
        {
            Seen = before with { ReadAt = after.ReadAt.AddSeconds(inspectedSecondsAfter) },
            Tried = new Attempt(SampleIncident.Opening, []) { After = after },
        };

        Assert.Equal(isOfTheChange ? "after" : "before", incident.LastLook!.Text);
        Assert.Equal("before", (incident with { Tried = null }).LastLook!.Text);
    }
}
