using MutexResponder.EndToEnd.Guardrails;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

/// <summary>What the double of systemctl takes for a process of the unit, and for the end of its main process.</summary>
public sealed class ServiceManagerDoubleTests(LabFixture lab)
{
    private const string Unit = ". /usr/local/lib/mutex-lab/apache2-unit.sh";
    private static readonly ApacheSpec s_watched = new() { UnitKillMode = UnitKillMode.ControlGroup };

    /// <summary>A process whose first thread has ended holds its port open until the others have.</summary>
    /// <param name="state">Of /proc/PID/stat, proc(5).</param>
    /// <param name="threads">Likewise.</param>
    [Theory]
    [InlineData('S', 1, true)]
    [InlineData('S', 27, true)]
    [InlineData('Z', 27, true)]
    [InlineData('Z', 1, false)]
    [InlineData('X', 27, false)]
    public async Task Process_IsOfTheUnitUntilItsLastThreadHasEnded(char state, int threads, bool isOfUnit)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        string pids = await instance.ReadAsync($$"""
            {{Unit}}
            read_job
            mkdir -p /tmp/proc/4711
            echo "4711 (apache2) {{state}} $main $main $main 0 -1 4194560 52 0 0 0 0 0 0 0 20 0 {{threads}} 0 90210 0 0 0" >/tmp/proc/4711/stat
            unshare --mount sh -c '{{Unit}}; mount --bind /tmp/proc /proc; look; echo "$pids"'
            """);

        Assert.Equal(isOfUnit ? "4711" : "", pids);
    }

    /// <summary>The parent removes its pid file first; a child that is slow to end holds the port open after that.</summary>
    [Fact]
    public async Task Restart_WaitsForTheChildThatHoldsThePort()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        string child = await instance.ReadAsync("""
            until child=$(pgrep -P "$(cat /var/run/apache2/apache2.pid)" | head -n 1); [ -n "$child" ]; do sleep 0.05; done; echo "$child"
            """);
        await ChangingStep.WrapAsync(instance, "$(command -v apache2ctl)", $"[ \"$1\" != start ] || [ ! -e /proc/{child} ] || touch /run/is-held");

        await instance.ReadAsync($$"""
            kill -STOP {{child}}
            { until [ ! -e /var/run/apache2/apache2.pid ]; do sleep 0.05; done; sleep 0.5; kill -CONT {{child}}; } >/dev/null 2>&1 &
            systemctl restart apache2 && [ ! -e /run/is-held ] && [ ! -e /proc/{{child}} ]
            """);
    }

    /// <summary>A pid file that goes missing is nothing to a service manager that knows its main process.</summary>
    [Fact]
    public async Task Watch_LooksAtTheProcessAndNotAtItsPidFile()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(s_watched);

        string said = await instance.ReadAsync($$"""
            {{Unit}}
            read_job
            rm /var/run/apache2/apache2.pid
            timeout 2 /usr/local/lib/mutex-lab/apache2-unit-watch.sh "$main"; echo "$?"
            until pgrep -P "$main" >/dev/null; do sleep 0.05; done
            ipcrm --all=sem; until systemctl -q is-failed apache2; do sleep 0.05; done
            look; echo "$pids"
            """);

        Assert.Equal("124", said); // it watched still, and who says "failed" has ended what was left
    }

    [Fact]
    public async Task Watch_OfAParentThatWasReplaced_TouchesNothing()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(s_watched);

        string said = await instance.ReadAsync($$"""
            {{Unit}}
            rm /var/run/apache2/apache2.pid
            sh -c : & gone=$!; wait "$gone"
            /usr/local/lib/mutex-lab/apache2-unit-watch.sh "$gone" || exit
            systemctl is-active apache2
            """);

        Assert.Equal("active", said);
    }

    /// <summary>The main process has died, and before the watch looks somebody starts another by hand: that one is none of the unit's.</summary>
    [Fact]
    public async Task Watch_OfAParentThatDied_SaysSo_AndLeavesWhatWasStartedByHand()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(s_watched);

        string said = await instance.ReadAsync($$"""
            {{Unit}}
            read_job
            until watch=$(pgrep -o -f apache2-unit-watch.sh); do sleep 0.05; done; kill -STOP "$watch"
            until pgrep -P "$main" >/dev/null; do sleep 0.05; done
            kill -KILL "$main"; while is_apache "$main"; do sleep 0.05; done
            systemctl show --value -p ActiveState apache2
            while pkill -KILL -x apache2; do sleep 0.05; done
            apache2ctl start; until look; [ -n "$parent" ]; do sleep 0.05; done
            kill -CONT "$watch"; while kill -0 "$watch" 2>/dev/null; do sleep 0.05; done
            kill -0 "$parent" && systemctl show --value -p ActiveState apache2
            """);

        Assert.Equal("deactivating\nfailed", said);
    }

    /// <summary>The watch is about to say that the unit failed when somebody forgets the failure, starts it again or stops it: that comes after the word, and a stop changes nothing of it.</summary>
    /// <param name="job">Of systemctl.</param>
    /// <param name="state">ActiveState in the end.</param>
    [Theory]
    [InlineData("reset-failed", "inactive")]
    [InlineData("start", "active")]
    [InlineData("stop", "failed")]
    public async Task JobAfterAFailure_ComesAfterTheWordOfTheWatch(string job, string state)
    {
        await using LabInstance instance = await lab.StartInstanceAsync(s_watched);
        await ChangingStep.WrapAsync(
            instance,
            "$(command -v mv)",
            "grep -q apache2-unit-watch /proc/$PPID/cmdline && { touch /run/is-held; until [ -e /run/go-on ]; do sleep 0.05; done; }");

        string said = await instance.ReadAsync($$"""
            until watch=$(pgrep -o -f apache2-unit-watch.sh); do sleep 0.05; done
            until pgrep -P "$(cat /var/run/apache2/apache2.pid)" >/dev/null; do sleep 0.05; done
            ipcrm --all=sem; until [ -e /run/is-held ]; do sleep 0.05; done
            systemctl {{job}} apache2 & job=$!
            turns=0; while kill -0 "$job" 2>/dev/null && [ "$turns" -lt 20 ]; do sleep 0.05; turns=$((turns + 1)); done
            touch /run/go-on; wait "$job"
            while kill -0 "$watch" 2>/dev/null; do sleep 0.05; done
            systemctl show --value -p ActiveState apache2
            """);

        Assert.Equal(state, said);
    }
}
