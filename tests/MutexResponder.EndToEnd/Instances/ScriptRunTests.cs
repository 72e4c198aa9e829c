using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class ScriptRunTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Script_InAnInstance_KeepsItsStatusItsOutputsAndItsBounds()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        ScriptResult plain = await instance.RunScriptAsync(
            "cat; echo \"$GREETING\"; pwd; echo bad >&2; exit 194", InstanceAssertions.Patience, new Dictionary<string, string> { ["GREETING"] = "a 'b' $c" }, cancellationToken: Token);
        Assert.Equal(new ScriptResult(ScriptOutcome.Completed, 194, "a 'b' $c\n/\n", "bad\n", false, false), plain);

        ScriptResult flood = await instance.RunScriptAsync(
            "yes | head -c 5000000; yes | head -c 5000000 >&2", InstanceAssertions.Patience, maxOutputBytes: 1000, cancellationToken: Token);
        Assert.Equal((ScriptOutcome.Completed, 1000, 1000), (flood.Outcome, flood.Stdout.Length, flood.Stderr.Length));
        Assert.True(flood.StdoutCut && flood.StderrCut);

        ScriptResult endless = await instance.RunScriptAsync("yes >&2 & yes >&2", TimeSpan.FromSeconds(1), maxOutputBytes: 1000, cancellationToken: Token);
        Assert.Equal(ScriptOutcome.TimedOut, endless.Outcome);

        ScriptResult daemon = await instance.RunScriptAsync("sleep 300 & echo started", InstanceAssertions.Patience, cancellationToken: Token);
        Assert.Equal(new ScriptResult(ScriptOutcome.Completed, 0, "started\n", "", false, false), daemon);

        // The daemon of the script above lives on; the endless one was killed with all its parts.
        // The one may not have become "sleep" yet, and the others not be gone yet, when this asks for the first time.
        await instance.WaitUntilAsync("[ \"$(ps -e -o comm= | grep -E '^(sleep|yes)$')\" = sleep ]");
    }

    [Fact]
    public async Task Double_AskedForWhatItDoesNotModel_Refuses()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        string[] commands =
        [
            "journalctl -u apache2",
            "loginctl list-sessions",
            "busctl list",
            "systemctl show systemd-logind",
            "systemctl start nginx",
            "systemctl show -p CPUUsageNSec apache2",
            "systemd-run --on-boot=5 true",
            "shutdown -r 12:30",
            "telinit 6",
            "sudo -u www-data true",
            "setpriv --reuid=33 --clear-groups sudo true",
        ];

        foreach (string command in commands)
        {
            ScriptResult result = await instance.RunScriptAsync(command, InstanceAssertions.Patience, cancellationToken: Token);

            Assert.Equal(ScriptOutcome.Completed, result.Outcome);
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("this lab instance", result.Stderr, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Systemctl_OverTheLifeOfTheUnit_TellsTheTruth()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        Assert.Equal("MainPID=0\nKillMode=process\nActiveState=active\nSubState=running", await instance.ReadAsync("systemctl show -p ActiveState,SubState --property=KillMode -p MainPID apache2.service"));
        Assert.Equal("enabled", await instance.ReadAsync("systemctl is-enabled apache2"));
        await instance.ReadAsync("systemctl stop apache2");
        Assert.Equal("inactive\n3", await instance.ReadAsync("systemctl is-active apache2; echo $?"));
        Assert.Equal(ProbeFailure.ConnectionRefused, (await instance.ProbeAsync(80)).Failure);
        await instance.ReadAsync("echo Nonsense >>/etc/apache2/apache2.conf; ! systemctl start apache2 2>/dev/null");
        Assert.Equal("failed", await instance.ReadAsync("systemctl is-failed apache2"));
        await instance.ReadAsync("sed -i '$d' /etc/apache2/apache2.conf; exec 9>/run/a.lock; flock 9; systemctl restart apache2");
        await instance.ReadAsync("flock -n /run/a.lock true");
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        Assert.Equal("b true", await instance.ReadAsync(
            "busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager RemoveIPC"));
    }
}
