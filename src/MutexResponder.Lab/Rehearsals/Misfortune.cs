using System.Globalization;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>Makes a cause happen on one instance.</summary>
internal sealed class Misfortune(LabInstance instance, LogAgent logs, Story story)
{
    private const string ErrorLog = "/var/log/apache2/error.log";

    /// <summary>What the exhausted instance may have: as many arrays as killed parents left, and none for a new one.</summary>
    private const int LeftArrays = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>When it began, since the rehearsal started: with systemd, logind takes its time after the logout.</summary>
    public TimeSpan BegunAt { get; private set; }

    public async Task HappenAsync(Cause cause, CancellationToken cancellationToken)
    {
        BegunAt = story.Elapsed;
        switch (cause)
        {
            case Cause.Forged or Cause.AlreadyFixed:
                await ForgeAsync("Somebody writes a line of a removed mutex into the error log of a healthy server.", cancellationToken);
                break;
            case Cause.StoppedOnPurpose:
                await RunAsync("systemctl stop apache2", "stopping Apache", cancellationToken);
                story.Tell(instance.Id, "lab", "Somebody stops Apache in order, for maintenance.");
                await ForgeAsync("Then somebody writes a line of a removed mutex into its error log.", cancellationToken);
                break;
            case Cause.GracefulNoise:
                // The race of a child that is forged while the old generation's mutex goes cannot be made to order (PR 39311);
                // the restart is real, and once Apache has logged it the line is written as that child would.
                await RunAsync(
                    $"apache2ctl graceful || exit; until grep -qE 'AH00171|AH00297|AH00493' {ErrorLog}; do sleep 0.05; done",
                    "the graceful restart",
                    cancellationToken);
                await ForgeAsync("Apache restarts gracefully, and a child of the old generation complains of the old mutex.", cancellationToken);
                break;
            case Cause.Exhausted:
                await ExhaustAsync(cancellationToken);
                break;
            case Cause.ConfigBroken:
                await RunAsync("printf 'NoSuchDirective on\\n' >>/etc/apache2/apache2.conf", "the half-done edit", cancellationToken);
                story.Tell(instance.Id, "lab", "Somebody is editing Apache's configuration and has not finished.");
                await LogOutAsync(cancellationToken);
                break;
            default:
                await LogOutAsync(cancellationToken);
                break;
        }
    }

    private async Task LogOutAsync(CancellationToken cancellationToken)
    {
        string parent = await RunAsync("head -n 1 /var/run/apache2/apache2.pid", "reading Apache's pid file", cancellationToken);
        LogoutResult logout = await instance.LogoutAsync(cancellationToken);
        BegunAt = instance.HasSystemd ? story.Elapsed : BegunAt;
        string removed = $"{(logout.RemovedSemaphores.Count == 1 ? "semaphore" : "semaphores")} {string.Join(", ", logout.RemovedSemaphores)}";
        story.Tell(instance.Id, "logind", logout.KeptBecause is { } kept
            ? $"{instance.Apache.RunUser} logs out; logind removes nothing ({kept})."
            : $"The last session of {instance.Apache.RunUser} ends; logind removes {removed} (RemoveIPC=yes).");
        if (logout.RemovedSemaphores.Count > 0 && instance.Apache.Mpm == Mpm.Prefork)
        {
            // The parent looks after its children once a second, and its unit may start another one at once.
            await RunAsync($"while kill -0 {parent.Trim()} 2>/dev/null; do sleep 0.02; done", "waiting for the end of Apache's parent", cancellationToken);
        }
    }

    private async Task ForgeAsync(string told, CancellationToken cancellationToken)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"[{DateTime.Now:ddd MMM dd HH:mm:ss.ffffff yyyy}] [mpm_prefork:emerg] [pid 4711:tid 4711] (43)Identifier removed: AH00144: couldn't grab the accept mutex");
        story.Tell(instance.Id, "lab", told);
        // As Apache itself appends, so that neither overwrites what the other writes in the same moment.
        await RunAsync($"cat >>{ErrorLog} <<'END'\n{line}\nEND", "writing into the error log", cancellationToken);
    }

    /// <summary>
    /// A failing start writes to its own stderr: on a server the unit's journal takes it, and reaches the log group where that
    /// journal is shipped. The light lab has no journal, so the line that the real start printed on the console is given to the log
    /// agent with the prefix that the journal would have put before it.
    /// </summary>
    private async Task ExhaustAsync(CancellationToken cancellationToken)
    {
        story.Tell(instance.Id, "lab", "Apache's parent is killed with SIGKILL again and again; each leaves its semaphore behind.");
        string line = await RunAsync(
            string.Create(CultureInfo.InvariantCulture, $$"""
                left() { awk -v uid={{instance.Apache.RunUserId}} '$5 == uid' /proc/sysvipc/sem | wc -l; }
                kill_all() {
                  turns=0
                  while pids=$(ps -o pid= -C apache2) && [ -n "$pids" ] && [ $turns -lt 100 ]; do
                    kill -9 $pids 2>/dev/null
                    sleep 0.05
                    turns=$((turns + 1))
                  done
                }
                starts=0
                # The packaged unit starts what was killed again, unless it is told to stop.
                leave() { kill_all; systemctl stop apache2; kill_all; }
                while leave; [ "$(left)" -lt {{LeftArrays}} ] && [ $starts -lt 10 ]; do
                  systemctl reset-failed apache2
                  systemctl start apache2 || exit 1
                  starts=$((starts + 1))
                done
                # In a machine with systemd nspawn keeps it from being written.
                [ -w /proc/sys/kernel/sem ] || mount -o remount,bind,rw /proc/sys || exit 1
                systemctl reset-failed apache2
                read -r perArray all ops arrays </proc/sys/kernel/sem
                echo "$perArray $all $ops $(left)" >/proc/sys/kernel/sem || exit 1
                ! systemctl start apache2 || exit 1
                { grep AH00023 /var/log/console.log 2>/dev/null || { journalctl -q --sync; journalctl -q -o cat -u apache2.service | grep AH00023; }; } | tail -n 1 | grep .
                """),
            "exhausting the semaphores",
            cancellationToken);
        string logged = string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:MMM dd HH:mm:ss} {instance.HostName} apachectl[4711]: {line.TrimEnd()}");
        story.Tell(instance.Id, "lab", $"The kernel grants no more semaphores and Apache does not start. Its journal: {logged}");
        logs.Ship(logged);
    }

    private async Task<string> RunAsync(string script, string purpose, CancellationToken cancellationToken) =>
        (await instance.RunScriptAsync(script, Patience, cancellationToken: cancellationToken)).OrThrow($"{purpose} on {instance.Id}").Stdout;
}
