using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.Tests.Lab.Rehearsals;

public sealed class ExpectedEndTests
{
    private static readonly InstanceOutcome LeftDown = new()
    {
        Instance = InstanceId.Parse("i-0123456789abcdef0"),
        Phase = IncidentPhase.Escalated,
        ReasonCode = "mode-observe",
        SiteAnswers = false,
        Mechanism = "sysvsem",
        ConfigurationIsUntouched = true,
    };

    [Theory]
    [InlineData(ResponseMode.Observe, null, IncidentPhase.Escalated, "mode-observe")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Approve, IncidentPhase.Resolved, null)]
    [InlineData(ResponseMode.Approve, PlanAnswer.Reject, IncidentPhase.NoAction, "rejected")]
    [InlineData(ResponseMode.Remediate, null, IncidentPhase.Resolved, null)]
    public void RealOutage_EndsByModeAndAnswer(ResponseMode mode, PlanAnswer? answer, IncidentPhase phase, string? reasonCode)
    {
        ExpectedEnd end = ExpectedEnd.Of(Cause.Removed, mode, answer);

        Assert.Equal((phase, reasonCode), (end.Phase, end.ReasonCode));
        Assert.Equal(end.IsRecovery, end.SiteAnswers);
    }

    [Theory]
    [InlineData(ResponseMode.Observe, null, IncidentPhase.NoAction, "at-risk", "sysvsem")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Reject, IncidentPhase.NoAction, "rejected", "sysvsem")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Approve, IncidentPhase.Resolved, "prevented", "fcntl")]
    [InlineData(ResponseMode.Remediate, null, IncidentPhase.Resolved, "prevented", "fcntl")]
    public void Prevention_ServesHoweverItEnds(ResponseMode mode, PlanAnswer? answer, IncidentPhase phase, string reasonCode, string mechanism) =>
        Assert.Equal(new ExpectedEnd(phase, reasonCode, true, mechanism), ExpectedEnd.Of(Cause.AtRisk, mode, answer));

    [Fact]
    public void WhatNobodyMayTouch_EndsTheSameInEveryMode() =>
        Assert.All(Enum.GetValues<Cause>().Except([Cause.Removed, Cause.WorkerLoop, Cause.Exhausted, Cause.PipedLog, Cause.Syslog, Cause.JsonLog, Cause.ModuleArray, Cause.AtRisk]), cause =>
            Assert.Single(Enum.GetValues<ResponseMode>().Select(mode => ExpectedEnd.Of(cause, mode, null)).Distinct()));

    [Fact]
    public void Difference_NamesBothSides()
    {
        ExpectedEnd observed = ExpectedEnd.Of(Cause.Removed, ResponseMode.Observe, null);

        Assert.Empty(observed.Differences(LeftDown, RecoveryKind.Reboot));
        Assert.Equal(
            ["expected reboots: 0; there were 1", "expected the configuration untouched; it was changed"],
            observed.Differences(LeftDown with { RebootCount = 1, ConfigurationIsUntouched = false }, RecoveryKind.Reboot));
        Assert.Equal(
            [
                "expected the incident to end as Resolved; it is Escalated (mode-observe)",
                "expected the site to answer; it is down",
                "expected the accept mutex fcntl; it is sysvsem",
                "expected reboots: 1; there were 0",
            ],
            ExpectedEnd.Of(Cause.Removed, ResponseMode.Remediate, null).Differences(LeftDown, RecoveryKind.Reboot));
    }
}
