using System.Diagnostics;
using System.Globalization;
using MutexResponder.EndToEnd.Instances;

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
        string mounts = await File.ReadAllTextAsync("/proc/self/mountinfo", Token);
        for (int run = 0; run < Interruptions; run++)
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mutex-lab.dll"), "--machine", "systemd"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
            await Task.Delay(TimeSpan.FromSeconds(0.7 + (2.5 * run)), Token);
            string id = process.Id.ToString(CultureInfo.InvariantCulture);
            using (Process kill = Process.Start("kill", [run % 2 == 0 ? "-TERM" : "-KILL", id]))
            {
                await kill.WaitForExitAsync(Token);
            }

            await process.WaitForExitAsync(Token).WaitAsync(InstanceAssertions.Patience, Token);
            await InstanceAssertions.SeenAsync(Leftovers, left => left.Count == 0);
            Assert.Equal(mounts, await File.ReadAllTextAsync("/proc/self/mountinfo", Token));
            await output;
        }
    }

    /// <summary>Control groups of a lab, and processes in them or of the lab's own making.</summary>
    private static List<string> Leftovers() =>
    [
        .. Directory.EnumerateDirectories("/sys/fs/cgroup", "mutex-lab-*", new EnumerationOptions { RecurseSubdirectories = true }),
        .. from directory in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(directory), out _)
           let command = Read($"{directory}/cmdline")
           where command.Contains("mutex-lab.dll", StringComparison.Ordinal) || command.Contains("systemd-nspawn", StringComparison.Ordinal)
               || Read($"{directory}/cgroup").Contains("/mutex-lab-", StringComparison.Ordinal)
           select $"{directory} {command}",
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
