using System.Diagnostics;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.EndToEnd.Instances;

public sealed class LabEndTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Disposed_LeavesNoProcessAndNoMount()
    {
        LabHost host = await lab.StartHostAsync();
        List<RunningProcess> population;
        HashSet<string> mounts;
        await using (host)
        {
            LabInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.CreateInstanceAsync(new ApacheSpec(), Token)));
            await instances[0].BreakAsync();
            await instances[1].RunScriptAsync("setsid sleep 600 >/dev/null 2>&1 & nohup sleep 600 &", InstanceAssertions.Patience, cancellationToken: Token);

            // The script has ended when its background children may not have become what they were started as.
            population = await InstanceAssertions.SeenAsync(
                () => InNamespacesOf([host.AnchorPid, .. instances.Select(instance => instance.InitPid!.Value)]),
                seen => seen.Count(process => process.Name == "sleep") == 2);
            mounts = [.. LabMountsOf(host.AnchorPid), .. instances.SelectMany(instance => LabMountsOf(instance.InitPid!.Value))];
            Assert.Equal(3, mounts.Count); // the data centre's disk and each instance's
            Assert.Empty(LabMountsOf(Environment.ProcessId).Intersect(mounts));
        }

        Assert.DoesNotContain(population, process => process.IsAlive);
        Assert.Empty(LabMountsOf(Environment.ProcessId).Intersect(mounts));
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

        List<RunningProcess> population = InNamespacesOf(instances.Select(instance => instance.InitPid!.Value));
        Assert.Contains(population, process => process.Name == "apache2");
        using (Process anchor = Process.GetProcessById(host.AnchorPid))
        {
            anchor.Kill();
        }

        await Task.WhenAll(down.Select(signal => signal.Task)).WaitAsync(InstanceAssertions.Patience, Token);
        Assert.DoesNotContain(population, process => process.IsAlive);
        Assert.All(instances, instance => Assert.False(instance.IsUp));
    }

    /// <summary>A boot may come long after the data centre's end; who has the anchor's pid by then has other namespaces, such as the machine's own.</summary>
    [Fact]
    public async Task Boot_WhereTheAnchorsPidIsAnotherProcess_IsRefused()
    {
        lab.RequireLab();
        RunningProcess another = RunningProcess.Of(Environment.ProcessId)!;

        LabException refusal = await Assert.ThrowsAsync<LabException>(() => InstanceBoot.StartAsync(another with { StartTicks = "1" }, null, "/mnt/none", "none", Token));

        Assert.Equal("none cannot boot: the data centre has ended.", refusal.Message);
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

    /// <summary>All processes that share a pid namespace with one of these.</summary>
    private static List<RunningProcess> InNamespacesOf(IEnumerable<int> pids)
    {
        HashSet<string?> namespaces = [.. pids.Select(NamespaceOf)];
        return [.. RunningProcess.All().Where(process => NamespaceOf(process.Pid) is { } world && namespaces.Contains(world))];
    }

    private static string? NamespaceOf(int pid)
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

    /// <summary>The devices of what a lab mounted, as a process sees it: each disk has one of its own (proc(5), mountinfo's third field).</summary>
    private static IEnumerable<string> LabMountsOf(int pid) =>
        File.ReadLines($"/proc/{pid}/mountinfo").Where(line => line.Contains(" mutex-lab ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]);
}
