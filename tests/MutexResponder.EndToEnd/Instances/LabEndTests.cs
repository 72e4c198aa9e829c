using System.Globalization;
using System.Diagnostics;
using MutexResponder.Lab.Instances;
using Xunit;

namespace MutexResponder.EndToEnd.Instances;

public sealed class LabEndTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Disposed_LeavesNoProcessNoMountAndNoFile()
    {
        string mountsBefore = await File.ReadAllTextAsync("/proc/self/mountinfo", Token);
        LabHost host = await lab.StartHostAsync();
        string world;
        await using (host)
        {
            world = PidNamespaceOf(host.AnchorPid) ?? throw new InvalidOperationException("The anchor is not there.");
            LabInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.CreateInstanceAsync(new ApacheSpec(), Token)));
            await instances[0].BreakAsync();
            await instances[1].RunScriptAsync("setsid sleep 600 >/dev/null 2>&1 & nohup sleep 600 &", InstanceAssertions.Patience, cancellationToken: Token);
            Assert.NotEmpty(ProcessesOf(instances));
            Assert.DoesNotContain("mutex-lab", await File.ReadAllTextAsync("/proc/self/mountinfo", Token), StringComparison.Ordinal);
        }

        Assert.Empty(ProcessesIn(world));
        Assert.Equal(mountsBefore, await File.ReadAllTextAsync("/proc/self/mountinfo", Token));
    }

    [Fact]
    public async Task Anchor_Killed_TakesAllInstancesAlong()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.CreateInstanceAsync(new ApacheSpec(), Token)));
        TaskCompletionSource[] down = [.. instances.Select(_ => new TaskCompletionSource())];
        for (int i = 0; i < instances.Length; i++)
        {
            TaskCompletionSource signal = down[i];
            instances[i].Changed += (_, change) =>
            {
                if (change.End == BootEnd.PowerLost)
                {
                    signal.TrySetResult();
                }
            };
        }

        List<string> worlds = [.. instances.Select(instance => PidNamespaceOf(instance.InitPid!.Value)!)];
        using (Process anchor = Process.GetProcessById(host.AnchorPid))
        {
            anchor.Kill();
        }

        await Task.WhenAll(down.Select(signal => signal.Task)).WaitAsync(InstanceAssertions.Patience, Token);
        Assert.All(worlds, world => Assert.Empty(ProcessesIn(world)));
        Assert.All(instances, instance => Assert.False(instance.IsUp));
    }

    [Fact]
    public async Task FiveInstances_AtOnce_DoNotSeeEachOther()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.CreateInstanceAsync(new ApacheSpec(), Token)));

        await instances[0].BreakAsync();

        Assert.All(await Task.WhenAll(instances.Skip(1).Select(instance => instance.ProbeAsync(80))), answer => Assert.Equal(200, answer.Status));
        Assert.NotEqual(200, (await instances[0].ProbeAsync(80)).Status);
        Assert.Equal(5, instances.Select(instance => instance.BootId).Distinct().Count());
        await Task.WhenAll(instances.Select(instance => instance.RebootAsync(Token)));
        Assert.All(await Task.WhenAll(instances.Select(instance => instance.ProbeAsync(8080))), answer => Assert.Equal(200, answer.Status));
    }

    private static IEnumerable<int> ProcessesOf(IEnumerable<LabInstance> instances) =>
        instances.SelectMany(instance => ProcessesIn(PidNamespaceOf(instance.InitPid!.Value)!));

    // Zombies have no namespace any more and so are not counted.
    private static List<int> ProcessesIn(string pidNamespace) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0 && PidNamespaceOf(pid) == pidNamespace)];

    private static string? PidNamespaceOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}
