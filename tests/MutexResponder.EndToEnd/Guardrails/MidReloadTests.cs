using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using static MutexResponder.EndToEnd.Guardrails.ReloadStepTests;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>What happens in the middle of a reload: whoever writes or acts meanwhile loses nothing.</summary>
public sealed class MidReloadTests(LabFixture lab)
{
    private const string ReadTheLog = "setsid /bin/sleep 3600 3<>/var/log/apache2/pipe.log >/dev/null 2>&1 &";

    /// <summary>What no guard foresees: the parent ends while it takes its configuration anew. Here a log's program, which it starts then, ends it.</summary>
    [Fact]
    public async Task ParentThatDiesInTheReload_IsStartedAgain_OnTheConfigurationOfBefore()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await PrepareEndAsync(instance, "kill -9 \"$PPID\"");
        Evidence before = await ChangingStep.InspectAsync(instance);
        ConfigurationState untouched = await ConfigurationState.ReadAsync(instance);

        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "failed", "died-in-reload");

        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.True(after.SiteAnswers);
        Assert.NotEqual(before.ParentIdentity, after.ParentIdentity);
        Assert.Equal(before.ConfigHash, after.ConfigHash);
        Assert.Equal(untouched.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        Assert.True(after.ApacheSemaphores is { Length: > 0 });
    }

    /// <summary>A program of a log runs the server's file until it has been executed. Here it stays so, and the server does not take its configuration: it is no child of a reload.</summary>
    [Fact]
    public async Task ProgramOfALogThatIsNotYetExecuted_IsNoSignOfAReload()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await PrepareEndAsync(instance, "mkfifo /run/wait; echo $$ >/run/program; exec /usr/sbin/apache2 -f /run/wait");
        await AtPausesAsync(instance, "");
        Evidence before = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", before, "changed");

        Task step = AssertStepAsync(instance, "recover", before, "failed", "died-in-reload");
        await instance.WaitUntilAsync("[ -s /run/program ] && [ /proc/$(cat /run/program)/exe -ef /usr/sbin/apache2 ]");
        await instance.ReadAsync($$"""
            pauses() { wc -l </run/pauses; }
            seen=$(pauses)
            until [ "$(pauses)" -ge $((seen + 2)) ] || flock -n /run/mutex-responder/lock true; do sleep 0.05; done
            kill -KILL {{before.Parent!.Pid}}
            """);
        await step;
    }

    /// <summary>Nor is a child of before one, whatever says that the configuration was taken.</summary>
    [Fact]
    public async Task ChildOfBefore_IsNoSignOfAReload()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        // By the step itself: it would take a server that lives on for ten seconds for one whose places are all taken.
        await AtPausesAsync(instance, """
            grep -q AH00171 /var/log/apache2/error.log || return 0
            echo >>/run/since; case $(wc -l </run/since) in 1) touch /var/run/apache2/apache2.pid ;; 2) kill -KILL "$(cat /var/run/apache2/apache2.pid)" ;; esac
            """);
        (Evidence before, Task step) = await HoldInTheReloadAsync(instance, "died-in-reload");

        await instance.ReadAsync($"while kill -0 {before.Parent!.Pid} 2>/dev/null && ! flock -n /run/mutex-responder/lock true; do /bin/sleep 0.05; done; {ReadTheLog}");
        await step;
    }

    /// <summary>After the last look the parent ends, and its number becomes another's: a second Apache's, which the signal would end, and a program's that somebody has stopped.</summary>
    [Theory]
    [InlineData("/usr/sbin/apache2 -f /run/wait", "until [ \"$(readlink /proc/$pid/exe)\" = /usr/sbin/apache2 ]; do sleep 0.05; done", "S")]
    [InlineData("sleep 3600", "until [ $(ps -o comm= -p $pid) = sleep ]; do sleep 0.05; done; kill -STOP $pid", "T")]
    public async Task NumberThatBecomesAnothersBeforeTheSignal_IsLeftAlone(string command, string then, string state)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($$"""
            mkfifo /run/wait; cat >/run/to-come <<'END'
            rm /run/swap; pid=$(cat /var/run/apache2/apache2.pid)
            {{ChangingStep.GiveNumberTo(command)}}
            {{then}}
            END
            echo '[ "$ARGV" != -t ] || [ ! -e /run/swap ] || . /run/swap' >>/etc/apache2/envvars
            """);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("mv /run/to-come /run/swap");

        await AssertStepAsync(instance, "recover", ordered, "failed", "died-in-reload");

        Assert.Equal(state, await instance.ReadAsync($"[ ! -e /run/swap ] && ps -o state= -p {ordered.Parent!.Pid}"));
    }

    /// <summary>A person sees the site fall, and writes into the very file of the change: his text stays.</summary>
    [Fact]
    public async Task PersonWhoWritesWhileItReloads_KeepsHisText_AndTheServerIsStartedAgain()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await PrepareEndAsync(instance, "echo \"# by hand\" >>/etc/apache2/conf-available/mutex-file.conf; kill -9 \"$PPID\"");
        Evidence before = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "failed", "died-in-reload");

        Assert.Equal("# by hand", await instance.ReadAsync("tail -n 1 /etc/apache2/conf-available/mutex-file.conf"));
        Assert.True((await ChangingStep.InspectAsync(instance)).SiteAnswers);
    }

    /// <summary>A person writes while the server does not take its configuration. What he wrote is neither undone nor loaded by a second signal.</summary>
    [Fact]
    public async Task PersonWhoWritesWhileItIsWaitedFor_KeepsHisText_AndIsNotLoaded()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (Evidence before, Task step) = await HoldInTheReloadAsync(instance, "not-reloaded");

        await instance.ReadAsync("echo '# by hand' >>/etc/apache2/conf-available/mutex-file.conf");
        await step;

        Assert.Equal("# by hand", await instance.ReadAsync("tail -n 1 /etc/apache2/conf-available/mutex-file.conf"));
        await instance.ReadAsync(ReadTheLog);
        await AssertSignalsAsync(instance, before.Parent!.Pid, 1);
    }

    /// <summary>Stopped in order while it reloads, as its pid file that is gone says: nobody wants it back.</summary>
    [Fact]
    public async Task ParentThatSomebodyStoppedMeanwhile_IsNotStarted()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (_, Task step) = await HoldInTheReloadAsync(instance, "stopped-on-purpose");

        await instance.ReadAsync("rm /var/run/apache2/apache2.pid; while pkill -KILL -x apache2; do sleep 0.05; done");
        await step;

        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
    }

    /// <summary>The server ends in the reload, and before that is seen somebody has started it again: his is none of the order's.</summary>
    [Fact]
    public async Task ParentThatSomebodyStartedMeanwhile_GetsNoSignal()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(ChangingStep.HoldPauses);
        (Evidence before, Task step) = await HoldInTheReloadAsync(instance, "died-in-reload");

        await instance.ReadAsync($"""
            touch /run/hold; until [ -e /run/is-held ]; do /bin/sleep 0.05; done
            while pkill -KILL -x apache2; do /bin/sleep 0.05; done
            {ReadTheLog}
            systemctl start apache2; rm /run/hold
            """);
        await step;

        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.NotEqual(before.ParentIdentity, after.ParentIdentity);
        Assert.Equal(before.ConfigHash, after.ConfigHash);
        await AssertSignalsAsync(instance, after.Parent!.Pid, 0);
    }

    /// <summary>The pauses of the steps are counted, and at each one something is done: between two of them lies one whole look.</summary>
    private static async Task AtPausesAsync(LabInstance instance, string script)
    {
        await instance.ReadAsync($": >/run/pauses; cat >/run/at-pause <<'END'\n{script}\nEND");
        await ChangingStep.WrapAsync(instance, "$(command -v sleep)", "[ \"$1\" != 0.2 ] || { echo >>/run/pauses; . /run/at-pause; }");
    }

    /// <summary>
    /// A log's program, which a reload starts: at the next one it does what is to be done in the middle of it. The server waits for it, since a FIFO that is a log too can only be
    /// opened together with its reader.
    /// </summary>
    private static async Task PrepareEndAsync(LabInstance instance, string whatItDoes)
    {
        await instance.ReadAsync($$"""
            printf '%s\n' '#!/bin/sh' '[ ! -e /run/end-it ] || { rm /run/end-it; {{whatItDoes}}; exit; }' ': </var/log/apache2/gate.log' 'echo runs >/run/log-runs' 'exec cat >/dev/null' >/usr/local/bin/log-to-nowhere
            chmod 755 /usr/local/bin/log-to-nowhere; mkfifo /var/log/apache2/gate.log
            printf 'CustomLog "|/usr/local/bin/log-to-nowhere" common\nCustomLog /var/log/apache2/gate.log common\n' >/etc/apache2/conf-enabled/nowhere.conf
            rm -f /etc/ssl/certs/ssl-cert-snakeoil.pem /etc/ssl/private/ssl-cert-snakeoil.key
            systemctl restart apache2
            """);
        await instance.WaitUntilAsync("[ -s /run/log-runs ]");
        await instance.ReadAsync("touch /run/end-it");
    }

    /// <summary>
    /// The server lives, and does not take its configuration: it waits for somebody to read a log that is a FIFO. A child of before is at its download: that one is no sign of a
    /// reload. The step goes on meanwhile.
    /// </summary>
    private static async Task<(Evidence Before, Task Step)> HoldInTheReloadAsync(LabInstance instance, string reason)
    {
        string reader = await instance.ReadAsync($"""
            mkfifo /var/log/apache2/pipe.log; {ReadTheLog} reader=$!
            echo 'CustomLog /var/log/apache2/pipe.log common' >/etc/apache2/conf-enabled/pipe.conf; systemctl restart apache2; echo $reader
            """);
        Evidence before = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", before, "changed");
        await instance.ReadAsync($"""
            truncate -s 64M /var/www/html/large.bin
            setsid curl -sN -m 300 --limit-rate 10k -o /run/download http://127.0.0.1:80/large.bin >/dev/null 2>&1 &
            until [ -s /run/download ]; do sleep 0.05; done
            kill {reader}; : >/var/log/apache2/error.log
            """);

        Task step = AssertStepAsync(instance, "recover", before, "failed", reason);
        await instance.WaitUntilAsync("grep -q AH00171 /var/log/apache2/error.log");
        return (before, step);
    }

    /// <summary>One more reload than the parent was asked for before, of the test's own, shows that it has logged all that came before.</summary>
    private static async Task AssertSignalsAsync(LabInstance instance, int parent, int before)
    {
        string count = $"grep -c 'pid {parent}[]:].*AH00171' /var/log/apache2/error.log || true";
        await instance.WaitUntilAsync("curl -s -m 2 -o /dev/null http://127.0.0.1:80/");
        string seen = await instance.ReadAsync(count);
        await instance.ReadAsync($"kill -USR1 {parent}; until [ \"$({count})\" -gt {seen} ]; do sleep 0.05; done");
        Assert.Equal($"{before + 1}", await instance.ReadAsync(count));
    }
}
