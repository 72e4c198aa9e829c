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
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", "local.sh"), Token));
        await instance.WaitUntilAsync("[ -s /usr/local/apache2/logs/httpd.pid ] && curl -s -o /dev/null http://127.0.0.1:8080/");
        await instance.ReadAsync("while pkill -KILL -x httpd; do sleep 0.05; done");
        string daemon = await instance.ReadAsync($"setsid sleep 3600 >/dev/null 2>&1 & daemon=$!; {stale}; echo $daemon");
        string started = await instance.StartedAsync(daemon);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        if (recovery == "reboot")
        {
            // The boot after that of the order, in which nothing starts Apache by itself.
            var boot = new BootId(Guid.NewGuid());
            await instance.ReadAsync($"umask 077; mkdir -p /var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}; echo {boot} >/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}/reboot-from");
            ordered = ordered with { BootId = boot };
        }

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery);

        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal(started, await instance.StartedAsync(daemon));
        Assert.InRange((await instance.ProbeAsync(80)).Status ?? 0, 200, 499); // it has no page
    }

    /// <summary>A process that calls its own file by the server's name, deleted, has got the number: no file of its is taken for the server's.</summary>
    [Theory]
    [InlineData("mallory", 1500)]
    [InlineData("root", 1500)]
    [InlineData("mallory", 0)]
    public async Task NumberOfAProcessWithADeletedFileOfThatName_VouchesForNothing(string owner, int uid)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("while pkill -KILL -x apache2; do sleep 0.05; done");
        string pid = await instance.ReadAsync($$"""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            setpriv=$(command -v setpriv)
            unshare --mount sh -c 'cp "$0" /root/setpriv; cp /bin/sleep /root/sleep; mount -t tmpfs none /usr/sbin; cp /root/sleep /usr/sbin/apache2; chown {{owner}} /usr/sbin/apache2
              setsid /root/setpriv --reuid {{uid}} --regid {{uid}} --clear-groups /usr/sbin/apache2 3600 >/dev/null 2>&1 & pid=$!
              until [ "$(readlink /proc/$pid/exe)" = /usr/sbin/apache2 ]; do sleep 0.05; done; rm /usr/sbin/apache2; echo $pid' "$setpriv"
            """);
        await instance.ReadAsync($"echo {pid} >/var/run/apache2/apache2.pid; [ \"$(readlink /proc/{pid}/exe)\" = '/usr/sbin/apache2 (deleted)' ]");

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.True(evidence.ProcessesWereRead);
        Assert.Empty(evidence.Processes);
        Assert.Empty(evidence.OtherApaches);
    }

    /// <summary>The parent dies while it is looked at, and whoever started it does not ask how: it has a state and a number, and is no parent any more.</summary>
    [Fact]
    public async Task ParentThatDiesDuringALook_IsNone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            systemctl stop apache2; until ! pgrep -x apache2 >/dev/null; do sleep 0.05; done
            setsid sh -c '. /etc/apache2/envvars; /usr/sbin/apache2 -DFOREGROUND & exec sleep 3600' >/dev/null 2>&1 &
            until curl -s -o /dev/null http://127.0.0.1:80/; do sleep 0.05; done
            """);
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v systemctl)",
            """case $* in *ControlGroup*) pid=$(cat /var/run/apache2/apache2.pid); kill -KILL $pid; until grep -q "^State:.Z" /proc/$pid/status; do sleep 0.05; done ;; esac""");

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.True(evidence.ProcessesWereRead);
        Assert.Null(evidence.Parent);
    }

    /// <summary>In a folder of his a user can link to whatever file of root's holds a number: a server that was stopped in order did not die by that.</summary>
    [Fact]
    public async Task LinkThatAUserMade_LeadsToNoNumber()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("systemctl stop apache2; echo 4711 >/run/other.pid; ln -s /run/other.pid /var/run/apache2/apache2.pid; chown -h 1500 /var/run/apache2/apache2.pid");

        Assert.Equal("none", (await ChangingStep.InspectAsync(instance)).ParentIdentity.ToString());
    }

    /// <summary>Any user can run the server's own program; the number makes it no parent, and its user no child of ours.</summary>
    [Fact]
    public async Task NumberOfAnotherUsersServer_IsNoParent()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        string pid = await instance.ReadAsync("""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            mkfifo -m 600 /home/mallory/wait; chown mallory /home/mallory/wait
            setsid setpriv --reuid 1500 --regid 1500 --clear-groups /usr/sbin/apache2 -f /home/mallory/wait >/dev/null 2>&1 &
            until pgrep -u mallory -x apache2 >/dev/null; do sleep 0.05; done; pgrep -u mallory -x apache2
            """);
        await instance.ReadAsync($"echo {pid} >/var/run/apache2/apache2.pid");

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.Null(ordered.Parent);
        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal(pid, await instance.ReadAsync("pgrep -u mallory -x apache2"));
    }

    /// <summary>
    /// A second Apache of the same user whose parent died: what it left holds ports that are not the main one's. A process of that user says otherwise, in the name of a file
    /// that it holds open: as lines of a listing it gives the main one's port to the second. Where the unit's control group is known, whoever is not in it is no orphan of its.
    /// </summary>
    [Fact]
    public async Task OrphansOfAnotherApache_AreNoneOfOurs()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            sed -i 's/^Listen/\tlisten/' /etc/apache2/ports.conf
            cp -a /etc/apache2 /etc/apache2-second; mkdir -p /var/log/apache2-second
            printf 'Listen 9090\n' >/etc/apache2-second/ports.conf; sed -i 's/\*:[0-9]*/*:9090/g' /etc/apache2-second/sites-available/incident.conf
            APACHE_CONFDIR=/etc/apache2-second apache2ctl start; until curl -s -o /dev/null http://127.0.0.1:9090/; do sleep 0.05; done
            kill -KILL "$(cat /var/run/apache2-second/apache2.pid)"
            """);
        await instance.BreakAsync();
        string others = await instance.ReadAsync("ss -Hltnp sport = :9090 | grep -o 'pid=[0-9]*' | sort");
        Assert.NotEqual("", others);
        await instance.ReadAsync("""
            port=$(awk '$4 == "0A" && $2 ~ /:0050$/ { print $10; exit }' /proc/net/tcp /proc/net/tcp6)
            second=$(ss -Hltnp sport = :9090 | grep -o 'pid=[0-9]*' | head -n 1 | cut -d= -f2)
            folder=$(printf '/srv/a\n/proc/%s' $second); file=$(printf '%s/fd:\nlrwx------ 1 0 0 64 Nov 26 10:00 3 -> socket:[%s]' "$folder" $port)
            mkdir -p "$folder"; : >"$file"; mkfifo -m 666 /srv/wait
            setsid setpriv --reuid testuser --regid testuser --clear-groups sh -c 'exec 5<"$1"; exec /usr/sbin/apache2 -f /srv/wait' sh "$file" >/dev/null 2>&1 &
            until [ "$(readlink /proc/$!/exe)" = /usr/sbin/apache2 ]; do sleep 0.05; done
            """);
        await ChangingStep.WrapAsync(instance, "$(command -v systemctl)", "case $* in *ControlGroup*) [ ! -e /run/group ] || { echo ControlGroup=/system.slice/apache2.service; exit; } ;; esac");
        await instance.ReadAsync("touch /run/group");
        Assert.Empty((await ChangingStep.InspectAsync(instance)).Orphans);
        await instance.ReadAsync("rm /run/group");

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.NotEmpty(ordered.Orphans);
        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal(others, await instance.ReadAsync("ss -Hltnp sport = :9090 | grep -o 'pid=[0-9]*' | sort"));
    }
}
