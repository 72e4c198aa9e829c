using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Causes;

/// <summary>Each cause of the differential made on a real Apache, and what the responder makes of it.</summary>
public sealed class CauseTests(LabFixture lab)
{
    public static TheoryData<Cause, IncidentPhase, string?, bool, int> Ends => new()
    {
        // Cause, phase, reason code where it is fixed, whether the site serves at the end, commands sent.
        { Cause.WorkerLoop, IncidentPhase.Resolved, null, true, 3 },
        { Cause.Exhausted, IncidentPhase.Resolved, null, true, 3 },
        { Cause.ConfigBroken, IncidentPhase.Escalated, "config-broken", false, 1 },
        { Cause.StoppedOnPurpose, IncidentPhase.Escalated, "stopped-on-purpose", false, 1 },
        { Cause.ExplicitMpmAccept, IncidentPhase.Escalated, "explicit-mpm-accept", false, 1 },
        { Cause.AlreadyFixed, IncidentPhase.NoAction, "already-fixed", true, 1 },
        { Cause.PipedLog, IncidentPhase.Resolved, null, true, 3 },
        { Cause.Syslog, IncidentPhase.Resolved, null, true, 3 },
        { Cause.JsonLog, IncidentPhase.Resolved, null, true, 3 },
        { Cause.ModuleArray, IncidentPhase.Resolved, null, true, 3 },
        { Cause.GracefulNoise, IncidentPhase.NoAction, "graceful-restart-noise", true, 1 },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Cause_HasTheRightEnd(Cause cause, IncidentPhase phase, string? reasonCode, bool siteAnswers, int commandCount)
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Cause = cause });

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome.Phase == phase && (reasonCode ?? outcome.ReasonCode) == outcome.ReasonCode, $"{outcome.Phase} {outcome.ReasonCode}\n{story}");
        Assert.True(result.Succeeded, story);
        Assert.Equal(siteAnswers, outcome.SiteAnswers);
        Assert.Equal(phase == IncidentPhase.Resolved ? 1 : 0, outcome.RebootCount);
        Assert.Equal(phase == IncidentPhase.Resolved, outcome.ParentAfter != outcome.ParentInOutage);
        Assert.Equal(phase != IncidentPhase.Resolved, outcome.ConfigurationIsUntouched);
        Assert.Equal(commandCount, result.CountSent());
    }
}
