using System.Diagnostics;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class LabEndTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Disposed_LeavesNoProcessAndNoMount()
    {
        LabHost host = await lab.StartHostAsync();
        List<RunningProcess> population;
        await using (host)
        {
            LabInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => host.CreateInstanceAsync(new ApacheSpec(), Token)));
            await instances[0].BreakAsync();
            await instances[1].RunScriptAsync("setsid sleep 600 >/dev/null 2>&1 & nohup sleep 600 &", InstanceAssertions.Patience, cancellationToken: Token);

            // The script has ended when its background children may not have become what they were started as.
            population = await InstanceAssertions.SeenAsync(
                () => RunningProcess.InNamespacesOf([host.AnchorPid, .. instances.Select(instance => instance.InitPid!.Value)]),
                seen => seen.Count(process => process.Name == "sleep") == 2);
            Assert.DoesNotContain("mutex-lab", await File.ReadAllTextAsync("/proc/self/mountinfo", Token), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(population, process => process.IsStillRunning());
        Assert.DoesNotContain("mutex-lab", await File.ReadAllTextAsync("/proc/self/mountinfo", Token), StringComparison.Ordinal);
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

        List<RunningProcess> population = RunningProcess.InNamespacesOf(instances.Select(instance => instance.InitPid!.Value));
        Assert.Contains(population, process => process.Name == "apache2");
        using (Process anchor = Process.GetProcessById(host.AnchorPid))
        {
            anchor.Kill();
        }

        await Task.WhenAll(down.Select(signal => signal.Task)).WaitAsync(InstanceAssertions.Patience, Token);
        Assert.DoesNotContain(population, process => process.IsStillRunning());
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
}
