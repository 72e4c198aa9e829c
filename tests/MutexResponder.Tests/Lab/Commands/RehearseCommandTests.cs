using System.CommandLine;
using MutexResponder.Lab.Commands;

namespace MutexResponder.Tests.Lab.Commands;

/// <summary>What cannot lead to a result is said before anything starts: one line, exit code 2.</summary>
public sealed class RehearseCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-lab-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--function: '/nonexistent' is not there.", "--function", "/nonexistent")]
    [InlineData("--function: '/tmp' is a folder; the executable in it is wanted.", "--function", "/tmp")]
    [InlineData("--answer belongs to --mode approve.", "--answer", "approve")]
    [InlineData("--release belongs to --machine systemd.", "--release", "trixie")]
    [InlineData("--refresh belongs to --machine systemd.", "--refresh")]
    [InlineData("--mode approve needs --answer approve, --answer reject or --console where there is no terminal to ask at.", "--mode", "approve", "--quiet")]
    public async Task UnusableOption_IsOneLine(string message, params string[] arguments) => Assert.Equal((2, message), await RunAsync(arguments));

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("51")]
    [InlineData("-1")]
    [InlineData("")]
    public void InstanceCountThatIsNone_IsOneLine(string given)
    {
        ParseResult arguments = RehearseCommand.Create().Parse(["--instances", given]);

        Assert.Equal([$"--instances is '{given}'; allowed are whole numbers from 1 to 50."], arguments.Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("/proc/reports", "nothing can be made in '/proc'.")]
    [InlineData("/proc/reports/of/today", "nothing can be made in '/proc'.")]
    [InlineData("/proc/self", "nothing can be made in '/proc/self'.")]
    [InlineData("/dev/null", "'/dev/null' is a file, and a folder is wanted.")]
    [InlineData("/dev/null/reports", "'/dev/null' is a file, and a folder is wanted.")]
    public async Task OutputThatCannotBeWritten_IsSaidBeforeTheRun(string folder, string reason) =>
        Assert.Equal((2, $"--output: '{folder}' cannot be written: {reason}"), await RunAsync("--output", folder));

    [Theory]
    [InlineData("--output")]
    [InlineData("--function")]
    public void EmptyPath_IsOneLine(string option) =>
        Assert.Equal([$"{option} is empty; a path is wanted."], RehearseCommand.Create().Parse([option, ""]).Errors.Select(error => error.Message));

    [Fact]
    public async Task Help_SpellsValuesAsTheyAreTyped_AndLeavesRoomForWhatTheyAreFor()
    {
        using StringWriter output = new();
        await RehearseCommand.Create().Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

        Assert.Contains("[default: conf-available]", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\[default: [A-Z]", output.ToString());
        Assert.Contains("config-broken", output.ToString(), StringComparison.Ordinal);
        Assert.All(output.ToString().Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)), line => Assert.InRange(line.TrimStart().IndexOf("  ", StringComparison.Ordinal), 0, 45));
    }

    [Theory]
    [InlineData("Usage:", "diagnose", "--help")]
    [InlineData("Usage:", "diagnose", "-h")]
    [InlineData("Usage:", "--recovery", "bogus", "--help")]
    public async Task Help_WinsOverWhatIsMissingOrWrong(string shown, params string[] arguments)
    {
        RootCommand root = RehearseCommand.Create();
        root.Subcommands.Add(DiagnoseCommand.Create());
        ParseResult parsed = root.Parse(arguments);
        using StringWriter output = new();

        Assert.Empty(parsed.Errors);
        Assert.Equal(0, await parsed.InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken));
        Assert.Contains(shown, output.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(root.Parse(["diagnose"]).Errors);
    }

    [Fact]
    public async Task FunctionThatIsNotExecutable_IsSaid()
    {
        string file = Path.Combine(_folder.FullName, "bootstrap");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        Assert.Equal((2, $"--function: '{file}' is not executable."), await RunAsync("--function", file));
    }

    private static async Task<(int ExitCode, string Message)> RunAsync(params string[] arguments)
    {
        using StringWriter errors = new();
        int exitCode = await RehearseCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Error = errors }, TestContext.Current.CancellationToken);
        return (exitCode, errors.ToString().TrimEnd());
    }
}
