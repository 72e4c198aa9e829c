using System.Diagnostics;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>Ctrl+C as a terminal sends it: SIGINT to the whole foreground process group, at each stage of the story and in each mode.</summary>
public sealed class InterruptTests(LabFixture lab)
{
    private const int SigInt = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("Booting", "--mode", "remediate")]
    [InlineData("The site answers", "--mode", "observe")]
    [InlineData("logind removes", "--mode", "remediate")]
    [InlineData("[AwaitingApproval]", "--mode", "approve", "--answer", "reject")]
    [InlineData("[Remediating]", "--mode", "approve", "--answer", "approve")]
    [InlineData("goes down", "--mode", "remediate")]
    public async Task CtrlC_Is130_AndNothingIsLeft(string moment, params string[] arguments)
    {
        lab.RequireLab();
        string program = Path.Combine(AppContext.BaseDirectory, "mutex-lab");
        // A shell's job in the background ignores SIGINT, and so do all below it, these tests included: the lab is started as at a terminal.
        using Process process = CleanProcess.Start(["env", "--default-signal=INT", program, .. arguments], new Dictionary<string, string> { ["DOTNET_ROOT"] = DotnetRoot() });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        List<string> told = [];
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            told.Add(line);
            if (line.Contains(moment, StringComparison.Ordinal))
            {
                break;
            }
        }

        int[] children = [.. ProcessTree.ChildrenOf(process.Id)];
        Assert.True(Libc.Kill(-process.Id, SigInt) == 0, string.Join('\n', told) + await errors);
        told.Add(await process.StandardOutput.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("Interrupted; everything was cleaned up.", (await errors).TrimEnd());
        Assert.DoesNotContain(told, line => line.Contains("ended by itself", StringComparison.Ordinal) || line.Contains("s function ", StringComparison.Ordinal) || line.Contains("\"level\"", StringComparison.Ordinal));
        Assert.NotEmpty(children);
        Assert.DoesNotContain(children, ProcessTree.IsAlive);
        foreach (int pid in children.Append(process.Id))
        {
            Assert.False(File.Exists($"/tmp/clr-debug-pipe-{pid}") || Directory.EnumerateFiles("/tmp", $"*-{pid}-*").Any(), $"a file of {pid} is left in the temporary folder");
        }
    }

    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
