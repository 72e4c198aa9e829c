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
    public async Task StaleBootId_EachStepRefusesAndNothingIsChanged()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.RebootAsync(Token);
        string parent = await instance.ReadAsync("cat /var/run/apache2/apache2.pid");

        await AssertRefusedAsync(instance, "apply", ordered, "stale-boot-id");
        await AssertRefusedAsync(instance, "recover", ordered, "stale-boot-id");
        await AssertRefusedAsync(instance, "recover", ordered, "stale-boot-id", recovery: "reboot");

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

    /// <summary>What only the test itself finds, when the configuration is what it was: nothing is stopped, and nothing is loaded.</summary>
    [Fact]
    public async Task ConfigurationThatFailsItsTest_NoStepGoesOn()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo '[ ! -e /run/broken ] || [ \"$ARGV\" != -t ] || { echo broken; exit 1; }' >>/etc/apache2/envvars; systemctl restart apache2; sleep 2");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await AssertWithTestAsync("apply", ordered, "restart", "refused", "config-broken");
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: "reload");
        Assert.True(result is { Status: "changed" }, run.ToString());
        Evidence changed = await ChangingStep.InspectAsync(instance);

        await AssertWithTestAsync("restore", changed, "restart", "refused", "config-broken");
        await AssertWithTestAsync("recover", ordered, "restart", "refused", "config-broken");
        await AssertWithTestAsync("recover", ordered, "reload", "failed", "configtest");

        Assert.Equal(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);

        async Task AssertWithTestAsync(string step, Evidence evidence, string recovery, string status, string reason)
        {
            await instance.ReadAsync("touch /run/broken");
            (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, evidence, recovery: recovery);
            Assert.True(result?.Status == status && result.Reason == reason && run.Stdout.Contains("broken\n", StringComparison.Ordinal), run.ToString());
            await instance.ReadAsync("rm /run/broken");
        }
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

    /// <summary>The line is written and does not win: one for the mutex itself, or a later one, stands against it.</summary>
    [Theory]
    [InlineData("Mutex sysvsem mpm-accept", "explicit-mpm-accept")]
    [InlineData("Mutex sysvsem default", "overridden-default")]
    public async Task MutexLineThatOverridesTheDefault_RestoredByteForByte(string line, string reason)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"sed -i '1i {line}' /etc/apache2/sites-available/incident.conf");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "failed-restored" } && result.Reason == reason, run.ToString());
        Assert.Equal(RestoredExitCode, run.ExitCode);
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        Assert.Equal(ordered.ConfigHash, (await ChangingStep.InspectAsync(instance)).ConfigHash);
    }

    [Theory]
    [InlineData("conf-d", "", "remedy-does-not-fit")]
    [InlineData("uncomment", "", "no-commented-line", "sed -i '/^#Mutex file:/d' /etc/apache2/apache2.conf")]
    [InlineData("conf-available", "1,x", "bad-parameter")]
    [InlineData("conf-available", "1\nx", "bad-parameter")]
    [InlineData("conf-available", "", "locked", "mkdir /run/mutex-responder; chown 1000 /run/mutex-responder")]
    [InlineData("conf-available", "", "unit-masked", "real=$(command -v systemctl); printf '#!/bin/sh\\ncase \"$*\" in *LoadState*) echo LoadState=masked; exit ;; esac\\nexec %s \"$@\"\\n' $real >/usr/local/sbin/systemctl; chmod 755 /usr/local/sbin/systemctl")]
    public async Task WhatDoesNotFitThisMachine_RefusesAndNothingIsChanged(string remedy, string semaphores, string reason, string cause = "")
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(cause);

        await AssertRefusedAsync(instance, "apply", await ChangingStep.InspectAsync(instance), reason, remedy, semaphores);
    }

    [Fact]
    public async Task ApacheThatIsGone_AllStepsRefuse()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("mv /usr/sbin/apache2 /root/");

        foreach (string step in new[] { "apply", "recover", "restore" })
        {
            await AssertRefusedAsync(instance, step, ordered, "no-apache");
        }
    }

    /// <summary>By hand, and not as the agent does: the library that root's step left could be read by everybody.</summary>
    [Fact]
    public async Task UserWithoutRights_IsToldSo()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await ChangingStep.RunAsync(instance, "apply", ordered, validUntilUptime: 0);
        await instance.ReadAsync("chmod -R a+rX /var/lib/mutex-responder");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(
            instance, "recover", ordered, keepsLibrary: false, around: script => $"setpriv --reuid 1500 --regid 1500 --clear-groups sh -s <<'END OF STEP'\n{script}\nEND OF STEP\n");

        Assert.True(result is { Status: "refused", Reason: "not-root" } && run.ExitCode == RefusedExitCode, run.ToString());
    }

    [Fact]
    public async Task TwoAtTheSameTime_OneChangesTheOtherRefuses()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        // The first step is held up while it has the lock, where nothing but its own time limit bounds it.
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v head)",
            "case $* in */boot_id) if mkdir /run/first-is-in 2>/dev/null; then while [ ! -e /run/let-go ]; do sleep 0.02; done; fi ;; esac");
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

    /// <summary>The library's folder, or the incident's own below it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/mr-20260101T000000Z-")]
    public async Task FolderOfAnotherUsers_NothingIsKeptInIt(string below)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        string folder = $"/var/lib/mutex-responder{below}{(below.Length > 0 ? instance.Id : "")}";
        await instance.ReadAsync($"mkdir -p {folder}; chown 1000 {folder}");
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "refused", Reason: "backup-failed" } && run.ExitCode == RefusedExitCode, run.ToString());
        Assert.Equal("", await instance.ReadAsync($"ls -A {folder}"));
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
    }

    /// <summary>A copy cannot be made; the disk is full before the line that tells what the configuration was.</summary>
    [Theory]
    [InlineData("append", "mkdir {0}/files; touch {0}/files/etc")]
    [InlineData("conf-available", "printf '#!/bin/sh\n[ ! -s {0}/manifest.new ] || prlimit --pid \"$(cat /run/step)\" --fsize=$(stat -c %%s {0}/manifest.new)\nexec /usr/bin/sha256sum \"$@\"\n' >/usr/local/bin/sha256sum; chmod 755 /usr/local/bin/sha256sum")]
    public async Task BackupThatIsNotWhole_NothingIsChanged(string remedy, string cause)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        string folder = $"/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}";
        await instance.ReadAsync($"umask 077; mkdir -p {folder}; umask 022; {cause.Replace("{0}", folder, StringComparison.Ordinal)}");
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, remedy, around: script => "trap '' XFSZ; echo $$ >/run/step\n" + script);

        Assert.True(result is { Status: "refused", Reason: "backup-failed" }, run.ToString());
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
    }

    private static async Task AssertRefusedAsync(
        LabInstance instance, string step, Evidence ordered, string reason, string remedy = "conf-available", string semaphores = "", string recovery = "restart")
    {
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, remedy, removeSemaphores: semaphores, recovery: recovery);

        Assert.True(result is { Status: "refused" } && result.Reason == reason, run.ToString());
        Assert.Equal(RefusedExitCode, run.ExitCode);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal("", await instance.ReadAsync("ls /var/lib/mutex-responder 2>/dev/null | grep -v '^library-' || true"));
    }
}
