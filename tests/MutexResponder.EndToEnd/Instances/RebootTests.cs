using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class RebootTests(LabFixture lab)
{
    // A namespace's number may be given again, so that an object in it is the witness: the queue.
    private const string Identity = "cat /proc/sys/kernel/random/boot_id; hostname; wc -l </proc/sysvipc/msg";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reboot_ByTheLab_KeepsTheDiskAndNothingElse()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        await instance.ReadAsync("ipcmk -Q; echo kept >/var/lib/kept; : >/run/gone; : >/tmp/gone; : >/dev/shm/gone; : >/run/lock/gone");
        string[] before = (await instance.ReadAsync(Identity)).Split('\n');
        Assert.Equal(instance.BootId, before[0]);

        await instance.RebootAsync(Token);

        string[] after = (await instance.ReadAsync(Identity)).Split('\n');
        Assert.Equal(2, instance.BootCount);
        Assert.Equal(instance.BootId, after[0]);
        Assert.NotEqual(before[0], after[0]);
        Assert.Equal(before[1], after[1]);
        Assert.Equal("2", before[2]);
        Assert.Equal("1", after[2]);
        Assert.Equal("kept", await instance.ReadAsync("cat /var/lib/kept; ls -d /run/gone /tmp/gone /dev/shm/gone /run/lock/gone 2>/dev/null || :"));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal(200, (await instance.ProbeAsync(8080)).Status);
    }

    [Theory]
    [InlineData("systemctl reboot")]
    [InlineData("/sbin/reboot")]
    [InlineData("shutdown -r now")]
    [InlineData("systemd-run --on-active=0 systemctl reboot; systemctl reboot; reboot")]
    public async Task Reboot_FromInside_ComesBackByItselfOnce(string command)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        List<InstanceChange> changes = [];
        instance.Changed += (_, change) =>
        {
            lock (changes)
            {
                changes.Add(change);
            }
        };

        // The script itself may see its end or not, as on a real server.
        await instance.RunScriptAsync(command, InstanceAssertions.Patience, cancellationToken: Token);
        await instance.WaitUntilBootedAsync(2, Token);

        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal(2, instance.BootCount);

        // Who waits for the boot is woken before those who follow the changes are told.
        InstanceChange[] seen = await InstanceAssertions.SeenAsync(Told, told => told.Length >= 2);
        Assert.Equal([BootEnd.RebootRequested, null], seen.Select(change => change.End));
        Assert.Equal([1, 2], seen.Select(change => change.BootCount));

        InstanceChange[] Told()
        {
            lock (changes)
            {
                return [.. changes];
            }
        }
    }

    [Fact]
    public async Task Script_OverwhelmedByAReboot_IsToldApartFromAFailure()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        ScriptResult result = await instance.RunScriptAsync("echo before; systemctl reboot; sleep 300; echo after", InstanceAssertions.Patience, cancellationToken: Token);

        Assert.Equal(ScriptOutcome.InstanceWentDown, result.Outcome);
        Assert.Equal("before\n", result.Stdout);
        await instance.WaitUntilBootedAsync(2, Token);
    }

    [Fact]
    public async Task PowerOff_ThenBoot_IsAnotherBootOfTheSameDisk()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        await instance.PowerOffAsync(Token);

        Assert.False(instance.IsUp);
        Assert.Equal(ProbeFailure.InstanceDown, (await instance.ProbeAsync(80)).Failure);
        Assert.Equal(ScriptOutcome.InstanceWentDown, (await instance.RunScriptAsync("true", InstanceAssertions.Patience, cancellationToken: Token)).Outcome);
        await instance.BootAsync(Token);
        Assert.Equal(2, instance.BootCount);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task ErrorLog_OverRebootAndRotation_LosesNoLine()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        using ErrorLogFollower log = instance.FollowErrorLog();
        const string file = "/var/log/apache2/error.log";

        await instance.ReadAsync($"echo one >>{file}; printf 'tw' >>{file}");
        await instance.RebootAsync(Token);
        await instance.ReadAsync($"printf 'o\\n' >>{file}; mv {file} {file}.1; echo three >>{file}.1; echo four >{file}; : >{file}.2");

        List<string> ours = [];
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(InstanceAssertions.Patience);
        await foreach (string line in log.ReadLinesAsync(deadline.Token))
        {
            if (!line.StartsWith('['))
            {
                ours.Add(line);
            }

            if (line == "four")
            {
                break;
            }
        }

        Assert.Equal("one", ours[0]);
        Assert.Equal("three", ours[^2]);
        Assert.Equal("four", ours[^1]);
    }
}
