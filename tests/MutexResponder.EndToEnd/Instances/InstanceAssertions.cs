using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

/// <summary>The questions these tests ask of an instance, each with a bound.</summary>
internal static class InstanceAssertions
{
    /// <summary>Bounds every wait, and is spent in none that ends well: a slow machine gets as much of it as it needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);

    public static Task<ProbeResult> ProbeAsync(this LabInstance instance, int port) =>
        new HttpProbe(instance).GetAsync(port, Patience, TestContext.Current.CancellationToken);

    /// <summary>Returns once the shell's condition holds inside the instance.</summary>
    public static Task WaitUntilAsync(this LabInstance instance, string condition) =>
        instance.ReadAsync($"until {condition}; do sleep 0.05; done");

    /// <summary>Looks again until what was seen is as wanted, then returns it.</summary>
    /// <exception cref="TimeoutException">It never was; the message tells what was seen last.</exception>
    public static Task<T> SeenAsync<T>(Func<T> look, Func<T, bool> isWanted) => SeenAsync(() => Task.FromResult(look()), isWanted);

    /// <summary>The same where looking takes its time.</summary>
    public static async Task<T> SeenAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (true)
        {
            T seen = await look();
            if (isWanted(seen))
            {
                return seen;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {Patience.TotalSeconds:0} s; seen last: {(seen is System.Collections.IEnumerable all ? string.Join(", ", all.Cast<object>()) : seen)}");
            }

            await Task.Delay(PollPause, CancellationToken.None);
        }
    }

    /// <summary>A line for each of the processes: its pid and when it was started, in clock ticks since the machine's boot (proc(5), /proc/PID/stat, field 22). Each must be there.</summary>
    /// <param name="pids">Separated by blanks.</param>
    public static Task<string> StartedAsync(this LabInstance instance, string pids) =>
        instance.ReadAsync($$"""for pid in {{pids}}; do awk '{ pid = $1; sub(/.*\) /, ""); print pid, $20 }' /proc/$pid/stat || exit; done""");

    /// <summary>The trimmed output of a script that must succeed.</summary>
    public static async Task<string> ReadAsync(this LabInstance instance, string script)
    {
        ScriptResult result = await instance.RunScriptAsync(script, Patience, cancellationToken: TestContext.Current.CancellationToken);
        if (result is { Outcome: ScriptOutcome.Completed, Succeeded: false })
        {
            ScriptResult console = await instance.RunScriptAsync("tail -n 20 /var/log/console.log || :", Patience, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Fail($"{script}: {result}; the end of the console: {console.Stdout}");
        }

        Assert.True(result.Succeeded, $"{script}: {result}");
        return result.Stdout.Trim();
    }

    /// <summary>The first line that Apache logs and that contains the text.</summary>
    public static async Task<string> FirstLineAsync(this ErrorLogFollower log, string text)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        await foreach (string line in log.ReadLinesAsync(deadline.Token))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new TimeoutException($"No line with {text} within {Patience.TotalSeconds:0} s.");
    }

    /// <summary>Takes the semaphores away and returns once the parent has given up.</summary>
    public static async Task<LogoutResult> BreakAsync(this LabInstance instance)
    {
        using ErrorLogFollower log = instance.FollowErrorLog();
        LogoutResult logout = await instance.LogoutAsync(TestContext.Current.CancellationToken);
        await log.FirstLineAsync("AH02818");
        return logout;
    }
}
