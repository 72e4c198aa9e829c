using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The changing scripts on a real instance: the world moved between the order and its arrival, or somebody else is at it.</summary>
public sealed class ApplyStepTests(LabFixture lab)
{
    private const int RefusedExitCode = 10;
    private const int RestoredExitCode = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StaleBootId_BothStepsRefuseAndNothingIsChanged()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.RebootAsync(Token);
        string parent = await instance.ReadAsync("cat /var/run/apache2/apache2.pid");

        foreach (string step in new[] { "apply", "recover" })
        {
            await AssertRefusedAsync(instance, step, ordered, "stale-boot-id");
        }

        Assert.Equal(parent, await instance.ReadAsync("cat /var/run/apache2/apache2.pid"));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal(2, instance.BootCount);
    }

    [Fact]
    public async Task StaleConfigurationHash_RefusesAndNothingIsChanged()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("echo '# by hand' >>/etc/apache2/sites-available/000-default.conf");

        await AssertRefusedAsync(instance, "apply", ordered, "stale-config");
    }

    [Fact]
    public async Task ConfigurationBrokenBefore_RefusesAndNothingIsChanged()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo Nonsense >>/etc/apache2/apache2.conf");

        await AssertRefusedAsync(instance, "apply", await ChangingStep.InspectAsync(instance), "config-broken");
    }

    [Fact]
    public async Task MainConfigurationThatIsALink_IsNotWrittenThrough()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mv /etc/apache2/apache2.conf /srv/shared.conf; ln -s /srv/shared.conf /etc/apache2/apache2.conf");
        string shared = await instance.ReadAsync("sha256sum /srv/shared.conf");
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, "append");

        Assert.True(result is { Status: "refused", Reason: "main-config-is-a-link" }, run.ToString());
        Assert.Equal(shared, await instance.ReadAsync("sha256sum /srv/shared.conf"));
    }

    [Fact]
    public async Task ExplicitMutexOverridesTheDefault_RestoredByteForByte()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { MutexDirective = "Mutex sysvsem mpm-accept" });
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "failed-restored", Reason: "explicit-mpm-accept" }, run.ToString());
        Assert.Equal(RestoredExitCode, run.ExitCode);
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        Assert.Equal(ordered.ConfigHash, (await ChangingStep.InspectAsync(instance)).ConfigHash);
    }

    [Fact]
    public async Task TwoAtTheSameTime_OneChangesTheOtherRefuses()
    {
        // Apache's own environment file holds the first one up, in the middle of its work, until it is let go; its time limit bounds the wait.
        const string Hold = "touch /run/first-is-in; while [ ! -e /run/let-go ]; do sleep 0.02; done";
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"touch /run/let-go; echo '{Hold}' >>/etc/apache2/envvars");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("rm /run/let-go /run/first-is-in");
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        Task<(StepResult? Result, ScriptResult Run)> first = ChangingStep.RunAsync(instance, "apply", ordered);
        await instance.WaitUntilAsync("[ -e /run/first-is-in ]");
        foreach (string step in new[] { "apply", "recover" })
        {
            await AssertRefusedAsync(instance, step, ordered, "locked");
        }

        await instance.ReadAsync("touch /run/let-go");
        (StepResult? result, ScriptResult run) = await first;

        Assert.True(result is { Status: "changed", Reason: "applied" } && run.ExitCode == 0, run.ToString());
        Assert.NotEqual(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    /// <summary>A power cut leaves a file that is shorter than what was written. What a guard's text is missing from must not act without that guard.</summary>
    [Theory]
    [InlineData("sed -i '/^refuse_if_outlived()/,$d'")]
    [InlineData("sed -i '/^look()/,$d'")]
    [InlineData("truncate -s 0")]
    [InlineData("rm")]
    public async Task LibraryThatIsNotWhole_IsNotRead(string harm)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);
        Assert.True(result is { Status: "changed" }, run.ToString());
        await instance.ReadAsync($"{harm} /var/lib/mutex-responder/library-*");

        (result, run) = await ChangingStep.RunAsync(instance, "recover", ordered, keepsLibrary: false);

        Assert.True(result is { Status: "refused", Reason: "no-backup" } && run.ExitCode == RefusedExitCode, run.ToString());
        Assert.Equal(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
    }

    [Fact]
    public async Task FolderOfAnotherUsers_NothingIsKeptInIt()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("mkdir /var/lib/mutex-responder; chown 1000 /var/lib/mutex-responder");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "refused", Reason: "backup-failed" } && run.ExitCode == RefusedExitCode, run.ToString());
        Assert.Equal("", await instance.ReadAsync("ls -A /var/lib/mutex-responder"));
    }

    private static async Task AssertRefusedAsync(LabInstance instance, string step, Evidence ordered, string reason)
    {
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered);

        Assert.True(result is { Status: "refused" } && result.Reason == reason, run.ToString());
        Assert.Equal(RefusedExitCode, run.ExitCode);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal("", await instance.ReadAsync("ls /var/lib/mutex-responder 2>/dev/null | grep -v '^library-' || true"));
    }
}
