using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>The same outage ends by mode, and by what a person says to the plan.</summary>
public sealed class ModeTests(LabFixture lab)
{
    [Theory]
    [InlineData(ResponseMode.Observe, null, IncidentPhase.Escalated, "mode-observe")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Approve, IncidentPhase.Resolved, "recovered")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Reject, IncidentPhase.NoAction, "rejected")]
    public async Task Outage_EndsAsModeAndAnswerDemand(ResponseMode mode, PlanAnswer? answer, IncidentPhase phase, string reasonCode)
    {
        lab.RequireLab();
        Incident? asked = null;
        RehearsalOptions options = new()
        {
            Mode = mode,
            Recovery = RecoveryKind.Restart,
            Person = (waiting, _) =>
            {
                asked = waiting;
                return Task.FromResult(answer!.Value);
            },
        };
        using var story = new StringWriter();
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(
            options, new PlainView(TextWriter.Synchronized(story), showsInstance: false), TestContext.Current.CancellationToken);

        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        InstanceOutcome outcome = Assert.Single(result.Instances);
        if (!result.Succeeded) // what it tells is put together for a failure alone
        {
            Assert.Fail(string.Join('\n', result.Differences(outcome)) + story);
        }

        Assert.Equal((phase, reasonCode, answer), (outcome.Phase, outcome.ReasonCode, outcome.Answer));
        Assert.Equal(mode == ResponseMode.Approve, asked?.PlanSteps().Length > 0);
        Assert.Equal(answer is not PlanAnswer.Approve, outcome.ConfigurationIsUntouched);
    }
}
