using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The power goes in the middle of a change, and the agent runs the same step again after the boot.</summary>
public sealed class InterruptedChangeTests(LabFixture lab)
{
    private const int RestoredExitCode = 20;
    private const int NotRestoredExitCode = 21;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("conf-available")]
    [InlineData("uncomment")]
    public async Task PowerCutInTheMiddle_SameOrderAgain_PutsTheFilesBackAndSaysSo(string remedy)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, ConfigurationState before) = await CutInTheMiddleAsync(instance, remedy);

        await PutsBackAndSaysSoAsync(instance, "apply", ordered, before, remedy);

        // Told once; from then on the order is only old, and a new one is taken.
        (StepResult? third, ScriptResult thirdRun) = await ChangingStep.RunAsync(instance, "apply", ordered, remedy);
        Assert.True(third is { Status: "refused", Reason: "stale-boot-id" }, thirdRun.ToString());
        (StepResult? anew, ScriptResult anewRun) = await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance), remedy);
        Assert.True(anew is { Status: "changed", Reason: "applied" }, anewRun.ToString());
    }

    [Theory]
    [InlineData("uncomment", "echo '# by hand' >>/etc/apache2/apache2.conf")]
    [InlineData("conf-available", "echo '# by hand' >>/etc/apache2/conf-available/mutex-file.conf")]
    [InlineData("conf-available", "rm /etc/apache2/conf-enabled/mutex-file.conf; echo '# by hand' >/etc/apache2/conf-enabled/mutex-file.conf")]
    [InlineData("conf-available", "echo '# by hand' >>/etc/apache2/ports.conf")]
    public async Task PowerCutInTheMiddle_PersonWroteSince_LeftAloneAndToldAsHalfDone(string remedy, string byHand)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, _) = await CutInTheMiddleAsync(instance, remedy);
        await instance.ReadAsync(byHand);
        ConfigurationState written = await ConfigurationState.ReadAsync(instance);

        (StepResult? again, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, remedy);

        Assert.True(again is { Status: "failed", Reason: "interrupted" } && run.ExitCode == NotRestoredExitCode, run.ToString());
        Assert.Equal(written, await ConfigurationState.ReadAsync(instance));
    }

    /// <summary>A configuration that cannot be read is no reason to say that nothing was changed.</summary>
    [Fact]
    public async Task PowerCutInTheMiddle_PersonBrokeTheConfigurationSince_ToldAsHalfDone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, _) = await CutInTheMiddleAsync(instance, "conf-available");
        await instance.ReadAsync("echo NoSuchDirective >>/etc/apache2/ports.conf");

        (StepResult? again, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(again is { Status: "failed", Reason: "interrupted" } && run.ExitCode == NotRestoredExitCode, run.ToString());
    }

    /// <summary>The power goes once more while the half is taken back, between the file and the link to it.</summary>
    [Fact]
    public async Task PowerCutBetweenTheMovesOfTheUndoing_SameOrderAgain_PutsTheFilesBackAndSaysSo()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, ConfigurationState before) = await CutInTheMiddleAsync(instance, "conf-available");
        await instance.ReadAsync("rm /etc/apache2/conf-available/mutex-file.conf");

        await PutsBackAndSaysSoAsync(instance, "apply", ordered, before);
    }

    [Fact]
    public async Task PowerCutInTheMiddle_RollbackOnNewEvidence_TakesTheHalfBack()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (_, ConfigurationState before) = await CutInTheMiddleAsync(instance, "conf-available");

        (StepResult? restored, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", await ChangingStep.InspectAsync(instance));

        Assert.True(restored is { Status: "restored", Reason: "as-before" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    [Fact]
    public async Task PowerCutInTheMiddle_PersonWroteSince_RollbackOnNewEvidence_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await CutInTheMiddleAsync(instance, "conf-available");
        await instance.ReadAsync("echo '# by hand' >>/etc/apache2/ports.conf");
        ConfigurationState written = await ConfigurationState.ReadAsync(instance);

        (StepResult? restored, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", await ChangingStep.InspectAsync(instance));

        Assert.True(restored is { Status: "refused", Reason: "changed-since" }, run.ToString());
        Assert.Equal(written, await ConfigurationState.ReadAsync(instance));
    }

    /// <summary>Or one on what a look has found since.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PowerCutInTheMiddleOfARollback_SameOrderAgain_PutsTheChangeBackAndSaysSo(bool isLookedAtSince)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, ConfigurationState changed) = await CutInTheMiddleOfARollbackAsync(instance);

        await PutsBackAndSaysSoAsync(instance, "restore", isLookedAtSince ? await ChangingStep.InspectAsync(instance) : ordered, changed);
        (StepResult? anew, ScriptResult anewRun) = await ChangingStep.RunAsync(instance, "restore", await ChangingStep.InspectAsync(instance));
        Assert.True(anew is { Status: "restored", Reason: "as-before" }, anewRun.ToString());
    }

    [Fact]
    public async Task PowerCutBetweenTheMovesOfARollback_SameOrderAgain_PutsTheChangeBackAndSaysSo()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, ConfigurationState changed) = await CutInTheMiddleOfARollbackAsync(instance);
        await instance.ReadAsync("ln -s ../conf-available/mutex-file.conf /etc/apache2/conf-enabled/mutex-file.conf");

        await PutsBackAndSaysSoAsync(instance, "restore", ordered, changed);
    }

    /// <summary>Into the file of the change, or into another, which may rest on what he found.</summary>
    [Theory]
    [InlineData("conf-enabled/mutex-file.conf")]
    [InlineData("ports.conf")]
    public async Task PowerCutInTheMiddleOfARollback_PersonWroteSince_LeftAloneAndToldAsHalfDone(string file)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence ordered, _) = await CutInTheMiddleOfARollbackAsync(instance);
        await instance.ReadAsync($"echo '# by hand' >>/etc/apache2/{file}");
        ConfigurationState written = await ConfigurationState.ReadAsync(instance);

        (StepResult? again, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", ordered);

        Assert.True(again is { Status: "failed", Reason: "interrupted" } && run.ExitCode == NotRestoredExitCode, run.ToString());
        Assert.Equal(written, await ConfigurationState.ReadAsync(instance));
    }

    /// <summary>No power is cut: a person writes while the configuration is tested. What he breaks fails the test; what he adds elsewhere is not what was there before.</summary>
    [Theory]
    [InlineData("apply", "conf-available/mutex-file.conf", "NoSuchDirective", "configtest")]
    [InlineData("restore", "conf-enabled/mutex-file.conf", "NoSuchDirective", "configtest")]
    [InlineData("restore", "ports.conf", "# by hand", "hash-differs")]
    public async Task PersonWhoWritesInTheMiddle_KeepsHisText_AndIsToldOfAsHalfDone(string step, string file, string text, string reason)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (_, Task<(StepResult? Result, ScriptResult Run)> running) = await HoldInTheMiddleAsync(instance, step);

        await instance.ReadAsync($"echo '{text}' >>/etc/apache2/{file}; rm /run/hold");
        (StepResult? result, ScriptResult run) = await running;

        Assert.True(result is { Status: "failed" } && result.Reason == reason && run.ExitCode == NotRestoredExitCode, run.ToString());
        Assert.Equal(text, await instance.ReadAsync($"tail -n 1 /etc/apache2/{file}"));
    }

    /// <summary>The agent is stopped, or the machine goes down in order.</summary>
    [Theory]
    [InlineData("apply", "TERM")]
    [InlineData("restore", "HUP")]
    public async Task ToldToEndInTheMiddle_PutsTheFilesBackAndSaysSo(string step, string signal)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (ConfigurationState before, Task<(StepResult? Result, ScriptResult Run)> running) = await HoldInTheMiddleAsync(instance, step);
        Assert.NotEqual(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);

        await instance.ReadAsync(Signal(signal) + "; rm /run/hold");
        (StepResult? result, ScriptResult run) = await running;

        Assert.True(result is { Status: "failed-restored", Reason: "interrupted" } && run.ExitCode == RestoredExitCode, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    /// <summary>In the same boot the same order goes on from there; where the half cannot be put back, it says that it is there.</summary>
    [Theory]
    [InlineData("", "changed", "applied")]
    [InlineData("mount --bind /etc/apache2/apache2.conf /etc/apache2/apache2.conf", "failed", "interrupted")]
    public async Task KilledInTheMiddle_SameOrderAgain(string meanwhile, string status, string reason)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await HoldAppliedAsync(instance, "uncomment");
        Task<(StepResult? Result, ScriptResult Run)> killed = ChangingStep.RunAsync(instance, "apply", ordered, "uncomment");
        await instance.WaitUntilAsync("[ -e /run/is-held ]");
        await instance.ReadAsync(Signal("KILL") + "; rm /run/hold");
        Assert.Null((await killed).Result);
        await instance.WaitUntilAsync("flock -n /run/mutex-responder/lock true");
        await instance.ReadAsync(meanwhile);

        (StepResult? again, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, "uncomment");

        Assert.True(again?.Status == status && again.Reason == reason, run.ToString());
    }

    /// <summary>To the step's own shell: the first of those that hold its lock.</summary>
    private static string Signal(string signal) =>
        $"kill -{signal} \"$(find /proc/[0-9]*/fd/9 -lname /run/mutex-responder/lock | cut -d/ -f3 | sort -n | head -n 1)\"";

    /// <summary>The step changes the files, and waits in its test of the configuration until /run/hold is gone.</summary>
    /// <returns>The configuration before it.</returns>
    private static async Task<(ConfigurationState Before, Task<(StepResult? Result, ScriptResult Run)> Step)> HoldInTheMiddleAsync(LabInstance instance, string step)
    {
        if (step == "apply")
        {
            await HoldOnceChangedAsync(instance, "-e /etc/apache2/conf-enabled/mutex-file.conf");
        }
        else
        {
            await HoldOnceChangedAsync(instance, "! -e /etc/apache2/conf-enabled/mutex-file.conf -a -e /run/changed");
            await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance));
            await instance.ReadAsync("touch /run/changed");
        }

        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        Task<(StepResult? Result, ScriptResult Run)> running = ChangingStep.RunAsync(instance, step, await ChangingStep.InspectAsync(instance));
        await instance.WaitUntilAsync("[ -e /run/is-held ]");
        return (before, running);
    }

    /// <summary>The same order comes again, and leaves what was there before the half.</summary>
    private static async Task PutsBackAndSaysSoAsync(LabInstance instance, string step, Evidence ordered, ConfigurationState before, string remedy = "conf-available")
    {
        (StepResult? again, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, remedy);

        Assert.True(again is { Status: "failed-restored", Reason: "interrupted" } && run.ExitCode == RestoredExitCode, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    /// <summary>Applies, cuts the power once that is taken back on the disk, and boots again.</summary>
    /// <returns>What the rollback's order rested on, and the configuration before it.</returns>
    private static async Task<(Evidence Ordered, ConfigurationState Changed)> CutInTheMiddleOfARollbackAsync(LabInstance instance)
    {
        await HoldOnceChangedAsync(instance, "! -e /etc/apache2/conf-enabled/mutex-file.conf -a -e /run/changed");
        await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance));
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState changed = await ConfigurationState.ReadAsync(instance);
        await instance.ReadAsync("touch /run/changed");
        await CutPowerInTheMiddleAsync(instance, ChangingStep.RunAsync(instance, "restore", ordered));
        Assert.NotEqual(changed.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        return (ordered, changed);
    }

    /// <summary>Cuts the power once the remedy is on the disk, and boots again.</summary>
    /// <returns>What the order rested on, and the configuration before it.</returns>
    private static async Task<(Evidence Ordered, ConfigurationState Before)> CutInTheMiddleAsync(LabInstance instance, string remedy)
    {
        Evidence ordered = await HoldAppliedAsync(instance, remedy);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        await CutPowerInTheMiddleAsync(instance, ChangingStep.RunAsync(instance, "apply", ordered, remedy));
        Assert.NotEqual(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        return (ordered, before);
    }

    /// <returns>The evidence of a machine on which the step that writes this remedy will be held up.</returns>
    private static async Task<Evidence> HoldAppliedAsync(LabInstance instance, string remedy)
    {
        await HoldOnceChangedAsync(instance, remedy == "uncomment"
            ? "-n \"$(grep -s \"^Mutex file\" /etc/apache2/apache2.conf)\""
            : "-e /etc/apache2/conf-enabled/mutex-file.conf");
        return await ChangingStep.InspectAsync(instance);
    }

    /// <summary>Apache's own environment file holds up its test of the configuration, in this boot, once the condition of test(1) holds.</summary>
    private static Task<string> HoldOnceChangedAsync(LabInstance instance, string changed) => instance.ReadAsync(
        $"touch /run/hold; echo 'if [ -e /run/hold -a {changed} ]; then touch /run/is-held; while [ -e /run/hold ]; do sleep 0.1; done; fi' >>/etc/apache2/envvars");

    private static async Task CutPowerInTheMiddleAsync(LabInstance instance, Task<(StepResult? Result, ScriptResult Run)> step)
    {
        await instance.WaitUntilAsync("[ -e /run/is-held ]");
        await instance.Current!.CutPowerAsync();
        Assert.Equal(ScriptOutcome.InstanceWentDown, (await step).Run.Outcome);
        await InstanceAssertions.SeenAsync(() => instance.IsUp, isUp => !isUp);
        await instance.BootAsync(Token);
    }
}
