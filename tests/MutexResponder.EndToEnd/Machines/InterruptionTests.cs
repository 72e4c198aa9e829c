using System.Diagnostics;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.EndToEnd.Machines;

/// <summary>Tests that count what is on the whole machine: none other may run beside them.</summary>
[CollectionDefinition(nameof(CountedAlone), DisableParallelization = true)]
public sealed class CountedAlone;

[Trait("Needs", "Machines")]
[Collection(nameof(CountedAlone))]
public sealed class InterruptionTests(LabFixture lab, MachineFixture machines)
{
    private const int Interruptions = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Asked to end and killed in turns, from the first moment to the reboot.</summary>
    [Fact]
    public async Task TenInterruptedRuns_LeaveNoProcessMountOrControlGroup()
    {
        Assert.SkipWhen(MachineFixture.Matrix is null, "Minutes; run by .ci/machines.");
        await machines.RequireAsync(lab);
        List<string> mounts = Mounts(), before = Leftovers();
        for (int run = 0; run < Interruptions; run++)
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mutex-lab.dll"), "--machine", "systemd"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_EnableDiagnostics"] = "0" }, // a killed runtime leaves its pipes in the temporary folder
            })!;
            Task output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
            await Task.Delay(TimeSpan.FromSeconds(0.7 + (2.5 * run)), Token);
            if (!process.HasExited)
            {
                _ = Libc.Kill(process.Id, run % 2 == 0 ? Libc.SigTerm : Libc.SigKill);
            }

            await process.WaitForExitAsync(Token).WaitAsync(InstanceAssertions.Patience, Token);
            await InstanceAssertions.SeenAsync(() => Leftovers().Except(before).ToList(), left => left.Count == 0);
            Assert.Empty(Mounts().Except(mounts));
            await output;
        }
    }

    /// <summary>Mounts where a lab makes some (proc(5), mountinfo's fifth field): the rest of the machine may go on with its own.</summary>
    private static List<string> Mounts() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Split(' ')[4] is var place
            && (place is "/proc" or "/run" or "/sys/fs/cgroup" || place.StartsWith(LabHost.DiskRoot, StringComparison.Ordinal))),
    ];

    /// <summary>Control groups of a lab, and processes in them or of the lab's own making.</summary>
    private static List<string> Leftovers() =>
    [
        .. Directory.EnumerateDirectories("/sys/fs/cgroup", "mutex-lab-*", new EnumerationOptions { RecurseSubdirectories = true }),
        .. from process in RunningProcess.All()
           let command = Read($"/proc/{process.Pid}/cmdline")
           where command.Contains("mutex-lab.dll", StringComparison.Ordinal) || command.Contains("systemd-nspawn", StringComparison.Ordinal)
               || Read($"/proc/{process.Pid}/cgroup").Contains("/mutex-lab-", StringComparison.Ordinal)
           select $"{process.Pid} {process.StartTicks} {command}",
    ];

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
