using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Taking a change back is a change: what it refuses is named, and the files stay as they are.</summary>
public sealed class RestoreStepTests(LabFixture lab)
{
    [Fact]
    public async Task NothingWasChanged_NoBackup()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        await AssertRefusedAsync(instance, await ChangingStep.InspectAsync(instance), "no-backup");
    }

    [Fact]
    public async Task EvidenceOfAnotherBootOrConfiguration_OrAPersonsLaterChange_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence changed = await ChangeAsync(instance, "conf-available");

        await instance.ReadAsync("systemctl restart apache2");
        await AssertRefusedAsync(instance, changed, "stale-parent");
        changed = await ChangingStep.InspectAsync(instance);
        await AssertRefusedAsync(instance, changed with { BootId = new BootId(Guid.NewGuid()) }, "stale-boot-id");
        await instance.ReadAsync("echo '# a person' >>/etc/apache2/ports.conf");
        await AssertRefusedAsync(instance, changed, "stale-config");
        await AssertRefusedAsync(instance, await ChangingStep.InspectAsync(instance), "changed-since");
        await instance.ReadAsync("echo NoSuchDirective >>/etc/apache2/ports.conf");
        await AssertRefusedAsync(instance, await ChangingStep.InspectAsync(instance), "config-broken");
    }

    /// <summary>It is as before already, and the order is about something else.</summary>
    [Fact]
    public async Task TakenBackAlready_OrderOfAnotherConfiguration_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence changed = await ChangeAsync(instance, "conf-available");
        foreach (string reason in new[] { "as-before", "already-restored" })
        {
            (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", changed);
            Assert.True(result?.Reason == reason, run.ToString());
        }

        await AssertRefusedAsync(instance, changed with { ConfigHash = ChangingStep.HashOfAnother }, "stale-config");
    }

    [Theory]
    [InlineData("reboot", "passphrase-at-boot", "echo 'data UUID=1 none luks' >/etc/crypttab")]
    [InlineData("reload", "server-replaced", "lib=$(readlink -f /usr/lib/*/libapr-1.so.0); cp -p $lib $lib.new; mv $lib.new $lib")]
    public async Task WhatSpeaksAgainstTheRecovery_TheChangeStays(string recovery, string reason, string cause)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence changed = await ChangeAsync(instance, "conf-available");
        await instance.ReadAsync(cause);

        await AssertRefusedAsync(instance, changed, reason, recovery);
    }

    [Theory]
    [InlineData("mkdir $undo; chown 1000 $undo")]
    [InlineData("mkdir /srv/elsewhere; ln -s /srv/elsewhere $undo")]
    public async Task FolderOfAnotherUsersOrElsewhere_NothingIsKeptInIt_AndTheChangeStays(string folder)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence changed = await ChangeAsync(instance, "conf-available");
        await instance.ReadAsync($"undo=/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}/undo; {folder}");

        await AssertRefusedAsync(instance, changed, "backup-failed");
    }

    [Fact]
    public async Task FileThatCannotBePutBack_TheChangeStaysAndIsToldSo()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence changed = await ChangeAsync(instance, "uncomment");
        await instance.ReadAsync("mount --bind /etc/apache2/apache2.conf /etc/apache2/apache2.conf");
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", changed);

        Assert.True(result is { Status: "failed-restored", Reason: "write-failed" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    private static async Task<Evidence> ChangeAsync(LabInstance instance, string remedy)
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance), remedy);
        Assert.True(result is { Status: "changed" }, run.ToString());
        return await ChangingStep.InspectAsync(instance);
    }

    private static async Task AssertRefusedAsync(LabInstance instance, Evidence ordered, string reason, string recovery = "restart")
    {
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", ordered, recovery: recovery);
        Assert.True(result is { Status: "refused" } && result.Reason == reason, run.ToString());
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
    }
}
