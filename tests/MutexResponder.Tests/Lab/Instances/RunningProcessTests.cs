using System.Diagnostics;
using System.Runtime.Versioning;
using MutexResponder.Lab.Instances.Native;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Instances;

/// <summary>What is remembered of a process is told from what has its pid later.</summary>
[SupportedOSPlatform("linux")]
public sealed class RunningProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-lab-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Process_IsAlive_ByWhateverName_UntilItsEnd()
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read -r _; exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        RunningProcess seen = RunningProcess.Of(process.Id)!;
        Assert.Equal((await File.ReadAllTextAsync($"/proc/{process.Id}/stat", Token)).Split(' ')[21], seen.StartTicks);
        Assert.Equal((process.Id, Environment.ProcessId), (seen.Pid, seen.ParentPid));
        Assert.Contains(seen, ProcessTree.ChildrenOf(Environment.ProcessId));

        await process.StandardInput.WriteAsync("\nit is cat\n");
        await process.StandardInput.FlushAsync(Token);
        Assert.Equal("it is cat", await process.StandardOutput.ReadLineAsync(Token).AsTask().WithinBound());
        Assert.Equal("cat", RunningProcess.Of(process.Id)!.Name);
        Assert.True(seen.IsAlive);

        process.StandardInput.Close();
        await process.WaitForExitAsync(Token).WithinBound();
        Assert.False(seen.IsAlive);
    }

    [Fact]
    public void PidGivenAgain_IsAnotherProcess_AndItsFilesAreNotTheEarlierOnes()
    {
        RunningProcess later = RunningProcess.Of(Environment.ProcessId)!, earlier = later with { StartTicks = "1" };
        Assert.True(later.IsAlive);
        Assert.False(earlier.IsAlive);

        string Lay(string name)
        {
            string file = Path.Combine(_folder.FullName, name);
            File.WriteAllText(file, "");
            return file;
        }

        string debugger = Lay($"clr-debug-pipe-{later.Pid}-{later.StartTicks}-in"), diagnostics = Lay($"dotnet-diagnostic-{later.Pid}-{later.StartTicks}-socket");
        string left = Lay($"clr-debug-pipe-{earlier.Pid}-{earlier.StartTicks}-in");
        Lay($"clr-debug-pipe-1{later.Pid}-{later.StartTicks}-in");
        Assert.Equal([debugger, diagnostics], RuntimeFiles.Of(later, _folder.FullName).Order(StringComparer.Ordinal));
        Assert.Equal([left], RuntimeFiles.Of(earlier, _folder.FullName));
    }

    /// <summary>The shape of the names is the runtime's own: this process has such files, where nobody has switched them off.</summary>
    [Fact]
    public void FilesOfARunningRuntime_AreFound()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") == "0", "The runtime was told to make none.");
        Assert.NotEmpty(RuntimeFiles.Of(RunningProcess.Of(Environment.ProcessId)!, Path.GetTempPath()));
    }
}
