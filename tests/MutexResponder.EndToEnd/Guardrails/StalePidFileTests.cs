using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Apache is dead, and the number in its pid file has become another process's, as numbers do: that one is none of ours.</summary>
public sealed class StalePidFileTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where no unit is known, the stop would be Apache's own control program's, which sends its signal to that number.</summary>
    [Theory]
    [InlineData("restart", "echo $daemon >/usr/local/apache2/logs/httpd.pid")]
    [InlineData("restart", "echo $daemon >/run/other.pid; ln -sfn /run/other.pid /usr/local/apache2/logs/httpd.pid")]
    [InlineData("reboot", "echo $daemon >/usr/local/apache2/logs/httpd.pid")]
    public async Task NumberOfADaemonOfRoots_ItLivesOn_AndTheSiteIsBack(string recovery, string stale)
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", "local.sh"), Token));
        await instance.WaitUntilAsync("[ -s /usr/local/apache2/logs/httpd.pid ] && curl -s -o /dev/null http://127.0.0.1:8080/");
        await instance.ReadAsync("pkill -KILL -x httpd; until ! pgrep -x httpd >/dev/null; do sleep 0.05; done");
        string daemon = await instance.ReadAsync($"setsid sleep 3600 >/dev/null 2>&1 & daemon=$!; {stale}; echo $daemon");
        string started = await instance.ReadAsync($"ps -o lstart= -p {daemon}");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        if (recovery == "reboot")
        {
            // The boot after that of the order, in which nothing starts Apache by itself.
            string boot = Guid.NewGuid().ToString();
            await instance.ReadAsync($"umask 077; mkdir -p /var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}; echo {boot} >/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}/reboot-from");
            ordered = ordered with { BootId = boot };
        }

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery);

        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal(started, await instance.ReadAsync($"ps -o lstart= -p {daemon}"));
        Assert.InRange((await instance.ProbeAsync(80)).Status ?? 0, 200, 499); // it has no page
    }

    /// <summary>A process that calls its own file by the server's name, deleted, has got the number: no file of its is taken for the server's.</summary>
    [Fact]
    public async Task NumberOfAProcessWithADeletedFileOfThatName_VouchesForNothing()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await instance.ReadAsync("pkill -KILL -x apache2; until ! pgrep -x apache2 >/dev/null; do sleep 0.05; done");
        string pid = await instance.ReadAsync("""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            setpriv=$(command -v setpriv)
            unshare --mount sh -c 'cp "$0" /root/setpriv; cp /bin/sleep /root/sleep; mount -t tmpfs none /usr/sbin; cp /root/sleep /usr/sbin/apache2; chown mallory /usr/sbin/apache2
              setsid /root/setpriv --reuid 1500 --regid 1500 --clear-groups /usr/sbin/apache2 3600 >/dev/null 2>&1 & pid=$!
              until [ "$(readlink /proc/$pid/exe)" = /usr/sbin/apache2 ]; do sleep 0.05; done; rm /usr/sbin/apache2; echo $pid' "$setpriv"
            """);
        await instance.ReadAsync($"echo {pid} >/var/run/apache2/apache2.pid; [ \"$(readlink /proc/{pid}/exe)\" = '/usr/sbin/apache2 (deleted)' ]");

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.True(evidence.ProcessesWereRead);
        Assert.Empty(evidence.Processes);
        Assert.Empty(evidence.OtherApaches);
    }
}
