using System.Collections.Immutable;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The same instance fails again and again, because somebody undoes the fix each time.</summary>
public sealed class AttemptsTests(LabFixture lab)
{
    [Fact]
    public async Task ThirdAttemptWithinADay_EscalatedAndNothingIsChanged()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions
        {
            HasVisitors = false,
            Settings = ImmutableDictionary<string, string>.Empty.Add("MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS", "1"),
        });
        LabInstance instance = stage.Instances[0];
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            Assert.True((await stage.RunAsync()).Succeeded, stage.Story);
            await instance.ReadAsync("a2disconf -q mutex-file && systemctl restart apache2");
        }

        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        RehearsalResult third = await stage.RunAsync();

        Assert.True(third.Instances[0] is { Phase: IncidentPhase.Escalated, ReasonCode: "attempts-exhausted", Mechanism: "sysvsem", SiteAnswers: false }, stage.Story);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(2, (await stage.Ssm.CommandsAsync()).Count(command => command.Document == "mutex-responder-remediate"));
    }
}
