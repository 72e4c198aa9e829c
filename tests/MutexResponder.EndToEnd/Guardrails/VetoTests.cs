using System.Collections.Immutable;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Mode Remediate, a real outage with a known remedy, and somebody who says no.</summary>
public sealed class VetoTests(LabFixture lab)
{
    private const string KillSwitch = "/mutex-responder/kill-switch";
    private const string Calendar = "platform-freeze";

    [Fact]
    public async Task KillSwitchOn_EscalatedAndNothingIsChanged()
    {
        lab.RequireLab();
        await using GuardedStage stage = await PrepareAsync();
        stage.Aws.Parameters.Set(KillSwitch, "on");

        await AssertRefusedAsync(stage, "kill-switch");

        Assert.True(stage.Aws.Journal.Count("GetParameter") > 0);
    }

    [Fact]
    public async Task CalendarClosed_EscalatedAndNothingIsChanged()
    {
        lab.RequireLab();
        await using GuardedStage stage = await PrepareAsync();
        stage.Aws.Calendars.Set(Calendar, isOpen: false);

        await AssertRefusedAsync(stage, "calendar-closed");
    }

    [Fact]
    public async Task SwitchOffAndCalendarOpen_Recovers()
    {
        lab.RequireLab();
        await using GuardedStage stage = await PrepareAsync();

        Assert.True((await stage.RunAsync()).Succeeded, stage.Story);
        Assert.True(stage.Aws.Journal.Count("GetParameter") > 0);
        Assert.True(stage.Aws.Journal.Count("GetCalendarState") > 0);
    }

    /// <summary>Switch off and calendar open.</summary>
    private static async Task<GuardedStage> PrepareAsync()
    {
        GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions
        {
            HasVisitors = false,
            Settings = ImmutableDictionary<string, string>.Empty.Add("MUTEX_RESPONDER_KILL_SWITCH_PARAMETER", KillSwitch).Add("MUTEX_RESPONDER_CALENDARS", Calendar),
        });
        stage.Aws.Parameters.Set(KillSwitch, "off");
        stage.Aws.Calendars.Set(Calendar, isOpen: true);
        return stage;
    }

    private static async Task AssertRefusedAsync(GuardedStage stage, string reasonCode)
    {
        LabInstance instance = stage.Instances[0];
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        RehearsalResult result = await stage.RunAsync();

        Assert.True(result.Instances[0] is { Phase: IncidentPhase.Escalated, Mechanism: "sysvsem", SiteAnswers: false, RebootCount: 0 }, stage.Story);
        Assert.Equal(reasonCode, result.Instances[0].ReasonCode);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(["mutex-responder-inspect"], (await stage.Ssm.CommandsAsync()).Select(command => command.Document));
        Assert.Equal(0, stage.Aws.Journal.Count("RebootInstances"));
        await stage.Ssm.OpsItemAsync("Open");
    }
}
