using System.Diagnostics;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances.Native;
using MutexResponder.Tests.Doubles;

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
        (int exitCode, List<string> told, string errors) = await InterruptAsync(moment, (_, _) => Task.CompletedTask, arguments);

        Assert.Equal(130, exitCode);
        Assert.Equal("Interrupted; everything was cleaned up.", errors.TrimEnd());
        Assert.DoesNotContain(told, line => line.Contains("ended by itself", StringComparison.Ordinal) || line.Contains("s function ", StringComparison.Ordinal) || line.Contains("\"level\"", StringComparison.Ordinal));
    }

    /// <summary>They stay as the help says, the line that leads into one does, a reboot's new one too, and Ctrl+C is the end that it is said to be.</summary>
    [Fact]
    public async Task Keep_TheInstancesStay_UntilCtrlC_AndNothingIsLeft()
    {
        static async Task<string> RunThereAsync(string line, string command)
        {
            string[] words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            using Process shell = Process.Start(new ProcessStartInfo(words[0], [.. words[1..], "-c", command]) { RedirectStandardOutput = true })!;
            return await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        static async Task LookAroundAsync(string line, StreamReader told)
        {
            string seen = await RunThereAsync(line, "hostname; sudo apache2ctl -t -D DUMP_RUN_CFG | grep '^Mutex default'; reboot");
            Assert.StartsWith("web-", seen, StringComparison.Ordinal);
            Assert.Contains("mechanism=fcntl", seen, StringComparison.Ordinal);

            string? anew;
            do
            {
                anew = await told.ReadLineAsync(TestContext.Current.CancellationToken);
            }
            while (anew?.Contains("nsenter -t ", StringComparison.Ordinal) == false);

            Assert.NotEqual(line, anew);
            Assert.StartsWith("web-", await RunThereAsync(anew ?? "", "hostname"), StringComparison.Ordinal);
        }

        (int exitCode, List<string> told, string errors) = await InterruptAsync("nsenter -t ", LookAroundAsync, ["--recovery", "restart", "--keep"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("The instances stay until Ctrl+C. To look around in one:", told);
        Assert.EndsWith("The instances are gone; nothing is left of them.", errors.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>The plan waits there, and the standard output is the result's.</summary>
    [Theory]
    [InlineData("--json")]
    [InlineData("--quiet")]
    public async Task SilentConsole_IsNamedBesideTheResult_WhileItCanBeAnswered(string silent)
    {
        const string Named = "The incident console: ";
        async Task OpenAsync(string line, StreamReader told)
        {
            using HttpClient browser = new();
            using HttpResponseMessage page = await browser.GetAsync(new Uri(line[Named.Length..]), TestContext.Current.CancellationToken);
            Assert.True(page.IsSuccessStatusCode);
        }

        (int exitCode, _, string output) = await InterruptAsync(Named, OpenAsync, [silent, "--console", "--mode", "approve"], watchesErrors: true);

        Assert.Equal((130, ""), (exitCode, output));
    }

    /// <returns>What the watched stream told, line by line and then the rest; and the other stream whole.</returns>
    private async Task<(int ExitCode, List<string> Told, string Other)> InterruptAsync(string moment, Func<string, StreamReader, Task> then, string[] arguments, bool watchesErrors = false)
    {
        lab.RequireLab();
        string program = Path.Combine(AppContext.BaseDirectory, "mutex-lab");
        // A shell's job in the background ignores SIGINT, and so do all below it, these tests included: the lab is started as at a terminal.
        using Process process = CleanProcess.Start(["env", "--default-signal=INT", program, .. arguments], new Dictionary<string, string> { ["DOTNET_ROOT"] = DotnetRoot() });
        RunningProcess ours = RunningProcess.Of(process.Id)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        (StreamReader watched, StreamReader other) = watchesErrors ? (process.StandardError, process.StandardOutput) : (process.StandardOutput, process.StandardError);
        Task<string> rest = other.ReadToEndAsync(limit.Token);
        List<string> told = [];
        while (await watched.ReadLineAsync(limit.Token) is { } line)
        {
            told.Add(line);
            if (line.Contains(moment, StringComparison.Ordinal))
            {
                break;
            }
        }

        IReadOnlyList<RunningProcess> children = ProcessTree.ChildrenOf(process.Id);
        try
        {
            await then(told[^1], watched);
        }
        finally
        {
            Assert.True(CleanProcess.SignalGroup(process, SigInt), string.Join('\n', told) + await rest);
        }

        told.Add(await watched.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        Assert.NotEmpty(children);
        Assert.DoesNotContain(children, child => child.IsAlive);
        Assert.Empty(children.Append(ours).SelectMany(one => RuntimeFiles.Of(one, "/tmp")));

        return (process.ExitCode, told, await rest);
    }

    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
