using System.Globalization;
using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The recovering step by restart on a real instance: one order restarts once, and to its end.</summary>
public sealed class RestartStepTests(LabFixture lab)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SameOrderTwice_RestartsOnce_ALaterOrderOfTheIncidentRestartsAgain(bool isBroken)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        // Whoever holds the step's lock and pauses while no Apache is left.
        await instance.ReadAsync("""
            printf '%s\n' '#!/bin/sh' '[ ! -e /proc/$PPID/fd/9 ] || pgrep -x apache2 >/dev/null || echo >>/run/idle' 'exec /bin/sleep "$@"' >/usr/local/bin/sleep; chmod 755 /usr/local/bin/sleep
            """);
        if (isBroken)
        {
            await instance.BreakAsync();
        }

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.Equal(isBroken, ordered.Parent is null);
        await AssertRecoveredAsync(instance, ordered, "restart");
        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.NotEqual(ordered.ParentIdentity, after.ParentIdentity);

        await AssertRecoveredAsync(instance, ordered, "already-restarted");
        Assert.Equal(after.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);

        await AssertRecoveredAsync(instance, after, "restart");
        Assert.NotEqual(after.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
        // What has ended is not waited for: the step sees it at the next look.
        Assert.InRange(int.Parse(await instance.ReadAsync("cat /run/idle 2>/dev/null | wc -l"), CultureInfo.InvariantCulture), 0, 9);
    }

    [Fact]
    public async Task StoppedInOrderAfterTheRestart_SameOrderAgain_StaysStopped()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await AssertRecoveredAsync(instance, ordered, "restart");
        await instance.ReadAsync("systemctl stop apache2; until ! pgrep -x apache2; do sleep 0.05; done");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.True(result is { Status: "refused", Reason: "stopped-on-purpose" }, run.ToString());
        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
    }

    /// <summary>Between the step's look at the pid file and the one at the processes somebody stops the server: it did not die, and nobody wants it back.</summary>
    [Fact]
    public async Task StoppedInOrderDuringALook_StaysStopped()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("touch /run/hold");
        await ChangingStep.WrapAsync(instance, "/usr/bin/find", """case "$*" in */proc/*) touch /run/is-held; while [ -e /run/hold ]; do sleep 0.05; done ;; esac""");
        Task<(StepResult? Result, ScriptResult Run)> step = ChangingStep.RunAsync(instance, "recover", ordered);
        await instance.WaitUntilAsync("[ -e /run/is-held ]");
        await instance.ReadAsync("systemctl stop apache2; until ! pgrep -x apache2 >/dev/null; do sleep 0.05; done; rm /run/hold");

        (StepResult? result, ScriptResult run) = await step;

        Assert.True(result is { Status: "refused", Reason: "processes-unknown" }, run.ToString());
        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
    }

    /// <summary>What a program that fails leaves out of a look is not what is not there.</summary>
    [Theory]
    [InlineData("systemctl", "case $* in *ControlGroup*) exit 1 ;; esac")]
    [InlineData("find", "case $* in */proc/*) kill -KILL $$ ;; esac")]
    [InlineData("sort", "case $* in '-k1,1n -k2,2n') echo >>/run/sorts; [ $(($(wc -l </run/sorts) % 2)) = 0 ] || exit 1 ;; esac")]
    [InlineData("sort", "case $* in '-k1,1n -k2,2n') echo >>/run/sorts; [ $(($(wc -l </run/sorts) % 2)) = 1 ] || exit 1 ;; esac")]
    [InlineData("grep", "case $1 in -inHE) exit 124 ;; esac")]
    public async Task LookThatIsNotWhole_NothingIsStopped(string program, string failure)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await ChangingStep.WrapAsync(instance, $"$(command -v {program})", failure);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.True(result is { Status: "refused", Reason: "processes-unknown" }, run.ToString());
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>Once it is started nothing is known of it any more: it is neither stopped again nor waited for for ever. Each pause is ten seconds here.</summary>
    [Fact]
    public async Task StartedAndNotSeen_IsToldSo_AndNotStoppedAgain()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v systemctl)",
            """case $* in 'start '*) "$0.real" "$@"; touch /run/is-started; exit ;; 'stop '*) [ ! -e /run/is-started ] || touch /run/is-stopped-again ;; *ControlGroup*) [ ! -e /run/is-started ] || exit 1 ;; esac""");
        await instance.ReadAsync("""
            cat /proc/uptime >/run/uptime; mount --bind /run/uptime /proc/uptime
            printf '%s\n' '#!/bin/sh' '[ ! -e /proc/$PPID/fd/9 ] || { read -r now rest; echo "$((${now%.*} + 10)).00 $rest" >/run/uptime; } </run/uptime' 'exec /bin/sleep "$@"' >/usr/local/bin/sleep; chmod 755 /usr/local/bin/sleep
            """);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.True(result is { Status: "failed", Reason: "no-parent" }, run.ToString());
        Assert.Equal("once", await instance.ReadAsync("[ ! -e /run/is-started ] || [ -e /run/is-stopped-again ] || echo once"));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task RebootIsScheduledAlready_SameOrderAgain_SchedulesNone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync($"umask 077; mkdir -p /var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}; echo {ordered.BootId} >/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}/reboot-from");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: "reboot");

        Assert.True(result is { Status: "rebooting", Reason: "already-scheduled" } && run.ExitCode == 194, run.ToString());
        Assert.Equal("", await instance.ReadAsync("pgrep -f 'shutdown|systemd-run' || true"));
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>What says that the reboot was ordered is there before it, or there is none: it would be ordered again after it.</summary>
    [Fact]
    public async Task RebootThatCannotBeWrittenDown_IsNotScheduled()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync($"state=/var/lib/mutex-responder/mr-20260101T000000Z-{instance.Id}; mkdir -p $state; chown 1000 $state");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: "reboot");

        Assert.True(result is { Status: "refused", Reason: "marker-not-written" }, run.ToString());
        Assert.Equal("", await instance.ReadAsync("pgrep -f 'shutdown|systemd-run' || true"));
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>Where no unit is known the step itself starts the server, which inherits what the step holds open.</summary>
    [Fact]
    public async Task StartedWithoutAUnit_TheServerHoldsNoLock()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(await File.ReadAllTextAsync(
            Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", "local.sh"), TestContext.Current.CancellationToken));
        await instance.WaitUntilAsync("[ -s /usr/local/apache2/logs/httpd.pid ] && curl -s -o /dev/null http://127.0.0.1:8080/");

        await AssertRecoveredAsync(instance, await ChangingStep.InspectAsync(instance), "restart");

        Assert.Equal("free", await instance.ReadAsync("flock -n /run/mutex-responder/lock echo free"));
    }

    /// <summary>A parent that lives but listens nowhere, as one that still reads its configuration, is waited for.</summary>
    [Fact]
    public async Task ParentThatListensNowhere_IsNotRecoveredYet()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(ChangingStep.HoldPauses);
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v systemctl)",
            """
            if [ "$1" = start ] && mkfifo /run/configuration 2>/dev/null; then
              setsid /usr/sbin/apache2 -t -C 'Include /run/configuration' </dev/null >/dev/null 2>&1 9>&- &
              echo $! >/var/run/apache2/apache2.pid; touch /run/hold; exit
            fi
            """);
        Task step = AssertRecoveredAsync(instance, await ChangingStep.InspectAsync(instance), "restart");

        Assert.Equal("held", await instance.ReadAsync("""
            until [ -e /run/hold ]; do sleep 0.05; done
            until [ -e /run/is-held ] || flock -n /run/mutex-responder/lock true; do /bin/sleep 0.05; done; [ ! -e /run/is-held ] || echo held
            """));

        await instance.ReadAsync("kill -KILL $(cat /var/run/apache2/apache2.pid); rm /var/run/apache2/apache2.pid; systemctl start apache2; rm /run/hold");
        await step;
    }

    /// <summary>The inspection does not read such a file; the kernel says that the parent listens.</summary>
    [Theory]
    [InlineData("restart")]
    [InlineData("reload")]
    public async Task EveryListenInAFileOfOnesOwn_Recovers(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("cd /etc/apache2; mv ports.conf own.conf; sed -i 's/^Include ports.conf/Include own.conf/' apache2.conf; systemctl restart apache2");

        await AssertRecoveredAsync(instance, await ChangingStep.InspectAsync(instance), recovery, recovery);

        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>A service manager starts again what was stopped, before the step does: it keeps its pid file, as the one that is to be stopped does, without which either reads as stopped in order.</summary>
    [Fact]
    public async Task StartedByItsManagerMeanwhile_KeepsItsPidFile_AndIsTheOneThatRecovered()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v systemctl)",
            """case $1 in stop) cp /var/run/apache2/apache2.pid /run/at-stop; "$0.real" "$@"; while pgrep -x apache2 >/dev/null; do sleep 0.05; done; exec "$0.real" start apache2 ;; esac""");

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await AssertRecoveredAsync(instance, ordered, "restart");

        Assert.Equal($"{ordered.Parent!.Pid}", await instance.ReadAsync("cat /run/at-stop"));
        Assert.NotNull((await ChangingStep.InspectAsync(instance)).Parent);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task InterruptedBetweenStopAndStart_SameOrderAgain_IsDoneToItsEnd()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo '[ \"$ARGV\" != start ] || [ ! -e /run/no-start ] || { touch /run/was-refused; exit 1; }' >>/etc/apache2/envvars; touch /run/no-start");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        using var interruption = new CancellationTokenSource();
        Task<(StepResult? Result, ScriptResult Run)> first = ChangingStep.RunAsync(instance, "recover", ordered, interruption: interruption);
        await instance.WaitUntilAsync("[ -e /run/was-refused ]");
        await interruption.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await instance.WaitUntilAsync("flock -n /run/mutex-responder/lock true");
        await instance.ReadAsync("rm /run/no-start");

        await AssertRecoveredAsync(instance, ordered, "restart");
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>
    /// A process is stopped while it is looked at for the last time before its signal. Who ends the step just then leaves nothing stopped. Where the server's file was replaced,
    /// the look needs a program, which is held up here, also where the stop is still pending.
    /// </summary>
    [Fact]
    public async Task EndedInTheMiddleOfASignal_NothingStaysStopped()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        // Without systemd the script ends the server itself.
        await instance.ReadAsync("""
            rm -f /usr/bin/systemctl /usr/sbin/systemctl /bin/systemctl
            cp -p /usr/sbin/apache2 /usr/sbin/apache2.new; mv /usr/sbin/apache2.new /usr/sbin/apache2
            """);
        await ChangingStep.WrapAsync(
            instance,
            "/usr/bin/readlink",
            """
            is_stopped() { grep -qE "^State:.T|^ShdPnd:.*[4-7c-f].{4}$" "${1%/exe}/status"; }
            # It may take its signal between the two lines of one look.
            case $1 in /proc/*/exe) if is_stopped "$1" || is_stopped "$1"; then echo "${1%/exe}" >/run/is-held; kill -TERM 0; sleep 60; fi ;; esac
            """);
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.Equal($"/proc/{ordered.Parent!.Pid}", await instance.ReadAsync("until flock -n /run/mutex-responder/lock true; do sleep 0.05; done; cat /run/is-held"));
        Assert.DoesNotContain("T", await instance.ReadAsync("ps -o stat= -C apache2"), StringComparison.Ordinal);
    }

    /// <summary>Whoever says that he stopped the server may have left it running: the step ends it itself, process by process.</summary>
    [Fact]
    public async Task StopThatLeavesTheServer_ItIsEndedAllTheSame()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await ChangingStep.WrapAsync(instance, "$(command -v systemctl)", "case $* in *stop*) echo >>/run/asked-to-stop; exit ;; esac");
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await AssertRecoveredAsync(instance, ordered, "restart");

        Assert.NotEqual(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
        Assert.Equal("1", await instance.ReadAsync("wc -l </run/asked-to-stop"));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>Between the two looks of a signal the number becomes that of a daemon: it goes on.</summary>
    [Fact]
    public async Task NumberThatBecomesAnothersBetweenTheLooks_GetsNoSignal()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        // Without a unit the script ends the server itself; where its file was replaced a look needs a program. Of the looks at the parent since the restart was
        // begun the first chooses what is to be ended.
        await ChangingStep.WrapAsync(instance, "$(command -v systemctl)", "case $* in *LoadState*) echo LoadState=not-found; exit ;; esac");
        await instance.ReadAsync($$"""
            cp -p /usr/sbin/apache2 /usr/sbin/apache2.new; mv /usr/sbin/apache2.new /usr/sbin/apache2
            cat >/run/swap <<'END'
            {{ChangingStep.GiveNumberTo("/bin/sleep 3600")}}
            END
            """);
        await ChangingStep.WrapAsync(
            instance,
            "/usr/bin/readlink",
            """
            pid=$(cat /var/run/apache2/apache2.pid)
            if [ "$1" = "/proc/$pid/exe" ] && ls /var/lib/mutex-responder/*/restart-from >/dev/null 2>&1; then
              echo >>/run/looks; if [ "$(wc -l </run/looks)" = 2 ]; then "$0.real" "$1"; . /run/swap; exit; fi
            fi
            """);
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await AssertRecoveredAsync(instance, ordered, "restart");

        Assert.Equal("sleep", await instance.ReadAsync($"ps -o comm= -p {ordered.Parent!.Pid}"));
    }

    private static async Task AssertRecoveredAsync(LabInstance instance, Evidence ordered, string reason, string recovery = "restart")
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery);
        Assert.True(result is { Status: "recovered" } && result.Reason == reason && run.ExitCode == 0, run.ToString());
    }
}
