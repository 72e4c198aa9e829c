using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>The outage that does not happen, from the request to the logout, with people on the site all the time. How many a second is <c>.ci/at-risk</c>'s to say.</summary>
public sealed class PreventionTests(LabFixture lab)
{
    [Fact]
    public async Task SiteAtRisk_IsChangedWhileItServes_AndTheControlGoesDown()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Cause = Cause.AtRisk });

        Assert.True(result.Succeeded, story);
        Assert.Equal([false, true], result.Instances.Select(outcome => outcome.IsControl));
        InstanceOutcome prevented = result.Instances[0], control = result.Instances[1];
        Assert.Equal((IncidentPhase.Resolved, "prevented", 0), (prevented.Phase, prevented.ReasonCode, prevented.RebootCount));
        Assert.True(prevented.Requests is { LostCount: 0, Served: > 1_000, ServedOnKeptConnections: > 0, Downloads: > 0 }, $"{prevented.Requests}\n{story}");
        Assert.Equal((0, prevented.ParentBefore), (prevented.RemovedAtLogout, prevented.ParentAfter));
        Assert.True(control is { SiteAnswers: false, RemovedAtLogout: > 0, Requests.LostCount: > 0, Phase: null }, story);
    }
}
