using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>An order that the machine has outlived, and what speaks against a reboot: each is refused by its name, and nothing is changed.</summary>
public sealed class OutlivedOrderTests(LabFixture lab)
{
    /// <summary>A package manager at its work.</summary>
    internal const string HoldPackagesLock = "perl -e 'use Fcntl qw(:DEFAULT); open(F, \">>\", \"/run/lock/dpkg\") or die; my $l = pack(\"s s x4 q q i x4\", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; sleep 3600' >/dev/null 2>&1 & : >>/run/lock/dpkg; mount --bind /run/lock/dpkg /var/lib/dpkg/lock; until grep -q 'POSIX.*WRITE' /proc/locks; do sleep 0.05; done";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reboot")]
    [InlineData("restart")]
    public async Task RepairedByHandMeanwhile_IsLeftAlone(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("pkill -x apache2; until ! pgrep -x apache2; do sleep 0.05; done; systemctl start apache2");
        string parent = await instance.ReadAsync("cat /var/run/apache2/apache2.pid");

        await AssertRefusedAsync(instance, ordered, recovery, "stale-parent");

        Assert.Equal(parent, await instance.ReadAsync("cat /var/run/apache2/apache2.pid"));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>Another parent came, and died: of that one the order knows nothing.</summary>
    [Theory]
    [InlineData("reboot")]
    [InlineData("restart")]
    public async Task RestartedByHandMeanwhile_AndDiedSince_IsForANewLook(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("systemctl restart apache2; while pkill -KILL -x apache2; do sleep 0.05; done");
        Evidence now = await ChangingStep.InspectAsync(instance);
        Assert.True(now.Parent is null && now.PidFilePid is { } left && left != ordered.Parent!.Pid, now.ParentIdentity.ToString());

        await AssertRefusedAsync(instance, ordered, recovery, "stale-parent");

        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>The same parent lives, with mutexes that it made anew: a reload is a repair too.</summary>
    [Theory]
    [InlineData("reboot")]
    [InlineData("restart")]
    public async Task ReloadedByHandMeanwhile_IsLeftAlone(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { Mpm = Mpm.Worker });
        await instance.LogoutAsync(Token);
        await instance.WaitUntilAsync("! curl -s -m 2 -o /dev/null http://127.0.0.1:80/");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.NotNull(ordered.Parent);
        await instance.ReadAsync("apache2ctl graceful; until curl -s -m 2 -o /dev/null http://127.0.0.1:80/; do sleep 0.2; done");

        await AssertRefusedAsync(instance, ordered, recovery, "stale-parent");

        Assert.Equal(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>Apache's user may set the time of change of an array of his at any time: that says nothing of what the server has loaded.</summary>
    [Fact]
    public async Task ArraysDatedByTheirUserMeanwhile_AreNoReload()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("sleep 2; " + ChangingStep.DateArraysAnew);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "changed" }, run.ToString());
    }

    [Theory]
    [InlineData("reboot")]
    [InlineData("restart")]
    public async Task StoppedInOrderMeanwhile_StaysStopped(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("systemctl stop apache2; until ! pgrep -x apache2; do sleep 0.05; done");

        await AssertRefusedAsync(instance, ordered, recovery, "stopped-on-purpose");

        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
    }

    [Fact]
    public async Task EvidenceOlderThanItsBound_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await AssertRefusedAsync(instance, ordered, "restart", "evidence-too-old", validUntilUptime: ordered.UptimeSeconds!.Value - 1);
    }

    /// <summary>The order came before, and its marker is there: what it was about has been repaired since.</summary>
    [Theory]
    [InlineData("reboot", "systemctl restart apache2")]
    [InlineData("restart", "at=$(stat -L -c %Y /var/run/apache2/apache2.pid); apache2ctl graceful; until [ \"$(stat -L -c %Y /var/run/apache2/apache2.pid)\" != \"$at\" ]; do sleep 0.05; done")]
    public async Task BegunBefore_RepairedByHandSince_IsLeftAlone(string recovery, string repair)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await MarkAsBegunAsync(instance, ordered);
        await instance.ReadAsync($"sleep 2; {repair}; sleep 2");
        string parent = await instance.ReadAsync("cat /var/run/apache2/apache2.pid");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery);

        Assert.True(result is { Status: "refused", Reason: "stale-parent" }, run.ToString());
        Assert.Equal(parent, await instance.ReadAsync("cat /var/run/apache2/apache2.pid"));
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>The order came before, was interrupted, and comes again past its bound, when somebody has stopped the server in order.</summary>
    [Theory]
    [InlineData("reboot")]
    [InlineData("restart")]
    [InlineData("reload")]
    public async Task BegunBefore_AgainPastItsBound_ChangesNothing(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: recovery);
        Assert.True(result is { Status: "changed" }, run.ToString());
        ConfigurationState applied = await ConfigurationState.ReadAsync(instance);
        await MarkAsBegunAsync(instance, ordered);
        await instance.ReadAsync("systemctl stop apache2; until ! pgrep -x apache2; do sleep 0.05; done");

        foreach (string step in new[] { "recover", "apply" })
        {
            (result, run) = await ChangingStep.RunAsync(instance, step, ordered, recovery: recovery, validUntilUptime: ordered.UptimeSeconds!.Value - 1);
            Assert.True(result is { Status: "refused", Reason: "evidence-too-old" }, run.ToString());
        }

        Assert.Equal(applied, await ConfigurationState.ReadAsync(instance));
        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
        Assert.Equal(1, instance.BootCount);
    }

    [Fact]
    public async Task TakenBackBefore_AgainPastItsBound_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance));
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", ordered);
        Assert.True(result is { Status: "restored" }, run.ToString());

        (result, run) = await ChangingStep.RunAsync(instance, "restore", ordered, validUntilUptime: ordered.UptimeSeconds!.Value - 1);

        Assert.True(result is { Status: "refused", Reason: "evidence-too-old" }, run.ToString());
    }

    /// <summary>What stands beside it speaks against no reboot: a user's locks on a file that he can read, as he can that of rpm's, and the number of a yum that has ended.</summary>
    [Fact]
    public async Task ServerThatAnInitScriptStarts_IsStartedAtTheBoot()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            : >/run/lock/rpm; mkdir -p /var/lib/rpm; : >/var/lib/rpm/.rpm.lock; mount --bind /run/lock/rpm /var/lib/rpm/.rpm.lock; echo 4194304 >/run/yum.pid
            as_user='setsid setpriv --reuid 1500 --regid 1500 --clear-groups'
            $as_user flock -x /var/lib/rpm/.rpm.lock sleep 3600 >/dev/null 2>&1 &
            $as_user perl -e 'use Fcntl qw(:DEFAULT); open(F, "<", "/var/lib/rpm/.rpm.lock") or die; my $l = pack("s s x4 q q i x4", F_RDLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; sleep 3600' >/dev/null 2>&1 &
            until [ "$(grep -c ":$(stat -c %i /run/lock/rpm) " /proc/locks)" -ge 2 ]; do sleep 0.05; done
            """);
        await instance.ReadAsync("systemctl disable apache2; mkdir -p /etc/rc2.d; printf '#!/bin/sh\\n' >/etc/rc2.d/S01apache2; chmod 755 /etc/rc2.d/S01apache2");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance), recovery: "reboot");

        Assert.True(result is { Status: "changed" }, run.ToString());
    }

    [Theory]
    [InlineData("package-manager-at-work", HoldPackagesLock)]
    [InlineData("package-manager-at-work", "echo 1 >/run/yum.pid")]
    [InlineData("shutdown-inhibited", "echo sleep:shutdown >/run/mutex-lab/inhibited")]
    [InlineData("passphrase-at-boot", "echo 'data UUID=1 none luks' >/etc/crypttab")]
    [InlineData("file-system-error", "mkdir -p /run/ext4/sda1; echo 2 >/run/ext4/sda1/errors_count; mount -t tmpfs t /sys/fs; mkdir /sys/fs/ext4; mount --bind /run/ext4 /sys/fs/ext4")]
    [InlineData("not-started-at-boot", "systemctl disable apache2; rm -f /etc/rc?.d/S*apache2; mkdir -p /etc/rc2.d; printf '#!/bin/sh\\n' >/etc/rc2.d/K01apache2; chmod 755 /etc/rc2.d/K01apache2")]
    [InlineData("not-started-at-boot", "systemctl disable apache2; systemctl enable --runtime apache2; rm -f /etc/rc?.d/S*apache2")]
    public async Task WhatSpeaksAgainstAReboot_IsNamed_AndARestartIsNotRefused(string reason, string cause)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync(cause);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: "reboot");

        Assert.True(result is { Status: "refused" } && result.Reason == reason && result.Value("instead") == "restart", run.ToString());
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.True((await ChangingStep.RunAsync(instance, "apply", ordered)).Result is { Status: "changed" });
    }

    /// <summary>crypttab(5): a device without a key file is asked for at the boot, however that is written, unless it is not needed there, or a chip opens it.</summary>
    [Fact]
    public async Task Crypttab_SpeaksAgainstAReboot_WhereSomebodyIsAsked()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        foreach (string line in new[] { "data UUID=1", "data UUID=1 - luks", "data UUID=1 none luks,discard" })
        {
            await instance.ReadAsync($"echo '{line}' >/etc/crypttab");
            (StepResult? refused, ScriptResult refusal) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: "reboot");
            Assert.True(refused is { Status: "refused", Reason: "passphrase-at-boot" }, $"{line}: {refusal}");
        }

        await instance.ReadAsync("printf '#data UUID=1 none luks\nswap /dev/sdb /dev/urandom swap\na UUID=1 none luks,noauto\nb UUID=2 none nofail\nc UUID=3 - tpm2-device=auto\n' >/etc/crypttab");
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: "reboot");

        Assert.True(result is { Status: "changed" }, run.ToString());
    }

    /// <summary>What the recovering step writes down before it does the order's work.</summary>
    internal static Task<string> MarkAsBegunAsync(LabInstance instance, Evidence ordered) => instance.ReadAsync($"""
        umask 077
        state=/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}
        mkdir -p "$state"
        echo {ordered.BootId} >"$state/reboot-from"
        echo {ordered.BootId} {ordered.ExpectedParent} {ordered.ParentIdentity} >"$state/restart-from"
        echo {ordered.BootId} {ordered.ExpectedParent} >"$state/reload-from"
        """);

    private static async Task AssertRefusedAsync(LabInstance instance, Evidence ordered, string recovery, string reason, long? validUntilUptime = null)
    {
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        foreach (string step in new[] { "apply", "recover" })
        {
            (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, recovery: recovery, validUntilUptime: validUntilUptime);
            Assert.True(result is { Status: "refused" } && result.Reason == reason, run.ToString());
        }

        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
    }
}
