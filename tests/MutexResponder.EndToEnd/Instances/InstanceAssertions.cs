using MutexResponder.Lab.Instances;
using Xunit;

namespace MutexResponder.EndToEnd.Instances;

/// <summary>The questions these tests ask of an instance, each with a bound.</summary>
internal static class InstanceAssertions
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task<ProbeResult> ProbeAsync(this LabInstance instance, int port) =>
        new HttpProbe(instance).GetAsync(port, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

    /// <summary>The trimmed output of a script that must succeed.</summary>
    public static async Task<string> ReadAsync(this LabInstance instance, string script)
    {
        ScriptResult result = await instance.RunScriptAsync(script, Patience, cancellationToken: TestContext.Current.CancellationToken);
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
