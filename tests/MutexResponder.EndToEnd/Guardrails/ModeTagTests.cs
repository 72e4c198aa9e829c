using System.Collections.Immutable;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>One instance's own tag says less than the stack's mode allows.</summary>
public sealed class ModeTagTests(LabFixture lab)
{
    [Fact]
    public async Task TagObserve_ThatInstanceIsLeftAloneTheOtherRecovers()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions
        {
            InstanceCount = 2,
            HasVisitors = false,
            TagsOf = number => number == 0 ? ImmutableDictionary<string, string>.Empty.Add("MutexResponderMode", "Observe") : [],
        });
        ConfigurationState before = await ConfigurationState.ReadAsync(stage.Instances[0]);

        RehearsalResult result = await stage.RunAsync();

        InstanceOutcome observed = result.Instances.Single(outcome => outcome.Instance == stage.Instances[0].Id);
        InstanceOutcome recovered = result.Instances.Single(outcome => outcome.Instance == stage.Instances[1].Id);
        Assert.True(observed is { Phase: IncidentPhase.Escalated, ReasonCode: "mode-observe", Mechanism: "sysvsem", SiteAnswers: false, RebootCount: 0 }, stage.Story);
        Assert.True(recovered is { Phase: IncidentPhase.Resolved, Mechanism: "fcntl", SiteAnswers: true }, stage.Story);
        Assert.Equal(before, await ConfigurationState.ReadAsync(stage.Instances[0]));
        Assert.Equal([recovered.Instance.Value], (await stage.Ssm.CommandsAsync()).Where(command => command.Document == "mutex-responder-remediate").Select(command => command.InstanceId));
    }
}
