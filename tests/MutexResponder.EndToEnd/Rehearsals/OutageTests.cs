using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>The whole incident with everything real that can be: Apache, semaphores, the function's process, the AWS SDK over HTTP, the documents.</summary>
public sealed class OutageTests(LabFixture lab)
{
    [Theory]
    [InlineData(RecoveryKind.Reboot, RemedyStyle.ConfAvailable)]
    [InlineData(RecoveryKind.Reboot, RemedyStyle.Uncomment)]
    [InlineData(RecoveryKind.Restart, RemedyStyle.ConfAvailable)]
    [InlineData(RecoveryKind.Restart, RemedyStyle.Uncomment)]
    public async Task RemovedSemaphores_RecoversAndProvesIt(RecoveryKind recovery, RemedyStyle style)
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Recovery = recovery, RemedyStyle = style });

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(result.Succeeded, story);
        Assert.True(outcome.SiteAnswers, story);
        Assert.NotNull(outcome.ParentBefore);
        Assert.Null(outcome.ParentInOutage);
        Assert.NotNull(outcome.ParentAfter);
        Assert.Equal(recovery == RecoveryKind.Restart, outcome.ParentAfter.BootId == outcome.ParentBefore.BootId);
        Assert.NotEqual(outcome.ParentBefore, outcome.ParentAfter);
        Assert.Contains("testuser", outcome.IpcsBefore, StringComparison.Ordinal);
        Assert.DoesNotContain("testuser", outcome.IpcsAfter, StringComparison.Ordinal);
        Assert.Equal(3, result.CountSent());
    }

    [Fact]
    public async Task RemovedSemaphores_NobodyVisits_OrphanIsDealtWith()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Recovery = RecoveryKind.Restart, HasVisitors = false });

        Assert.True(result.Succeeded, story);
    }

    [Fact]
    public async Task FiveInstancesAtOnce_AllRecover_EachRebootsOnce()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { InstanceCount = 5 });

        Assert.Equal(5, result.Instances.Length);
        Assert.True(result.Succeeded, story);
        Assert.All(result.Instances, outcome => Assert.Equal(1, outcome.RebootCount));
    }

    [Fact]
    public async Task ForgedLine_InspectedAndLeftAlone()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Cause = Cause.Forged });

        Assert.True(result.Succeeded, story);
        Assert.Equal(1, result.CountSent());
        Assert.Equal("not-corroborated", result.Instances[0].ReasonCode);
    }

    [Fact]
    public async Task FixLeftOutOfTheDocument_EscalatedNeverResolved()
    {
        lab.RequireLab();
        using var documents = DocumentCopy.WithStep("remediate.yaml", "apply", "echo '#result step=apply status=changed reason=applied remedy=conf-available hash=none'");
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { DocumentDirectory = documents.Path });

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome is { Phase: IncidentPhase.Escalated, ReasonCode: "not-recovered" }, story);
        Assert.DoesNotContain("[Resolved]", story, StringComparison.Ordinal);
        Assert.Equal("sysvsem", outcome.Mechanism);
        Assert.Equal(1, outcome.RebootCount);
    }

    [Fact]
    public async Task Observe_RealOutage_NothingIsChanged()
    {
        lab.RequireLab();
        (RehearsalResult result, string story) = await Stage.PlayAsync(new RehearsalOptions { Mode = ResponseMode.Observe, HasVisitors = false });

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome is { Phase: IncidentPhase.Escalated, ReasonCode: "mode-observe", Mechanism: "sysvsem", RebootCount: 0, SiteAnswers: false }, story);
        Assert.Equal(1, result.CountSent());
    }
}
