using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using MutexResponder.EndToEnd.Function;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;
using MutexResponder.Tests.Doubles;

[assembly: AssemblyFixture(typeof(NativeFunction))]

namespace MutexResponder.EndToEnd.Function;

/// <summary>
/// The function as it is deployed: published with native AOT, by .ci/run or here, once for all tests that want it, into a folder of its own.
/// The compiler's linker is installed with apt where it is missing and we are root; else the tests skip with the reason.
/// </summary>
public sealed class NativeFunction : IAsyncDisposable
{
    internal static DebianPackages Compilers { get; } = new(("gcc", "gcc"), ("objdump", "binutils"), ("/usr/include/stdio.h", "libc6-dev"));
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(30);

    private readonly Lazy<Task<(string? Path, string Reason)>> _published;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-native-");

    public NativeFunction() => _published = new(PublishAsync);

    /// <summary>What the compiler said; warnings would stand here.</summary>
    public string CompilerOutput { get; private set; } = "";

    /// <summary>The root of the repository that this was built from.</summary>
    public static string RepositoryRoot { get; } =
        typeof(NativeFunction).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <returns>Path of the native executable.</returns>
    public async Task<string> RequireAsync()
    {
        (string? path, string reason) = await _published.Value;
        Assert.SkipWhen(path is null, reason);
        return path!;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<(string? Path, string Reason)> PublishAsync()
    {
        if (BuiltFunction.Given is { } given)
        {
            CompilerOutput = await File.ReadAllTextAsync($"{given}.log");
            return (given, "");
        }

        if (!OperatingSystem.IsLinux())
        {
            return (null, "The function is published for Linux on Linux.");
        }

        if (await Compilers.WhyNotAsync() is { } reason)
        {
            return (null, $"Publishing with native AOT needs a C linker. {reason}");
        }

        string runtime = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        (int exitCode, string output) = await RunAsync(
            PublishTimeout, "dotnet", "publish", Path.Combine(RepositoryRoot, "src", "MutexResponder.Lambda"), "-c", "Release", "-r", runtime, "--artifacts-path", Path.Combine(_folder.FullName, "build"), "-o", Path.Combine(_folder.FullName, "out"),
            "-p:RunAnalyzers=false"); // they have read the same source in the build of these tests
        CompilerOutput = output;
        Assert.True(exitCode == 0, output);
        return (Path.Combine(_folder.FullName, "out", "bootstrap"), "");
    }

    internal static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan timeout, string file, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{file} took longer than {timeout}.\n{output}");
        }

        lock (output)
        {
            return (process.ExitCode, output.ToString());
        }

        void Keep(string? line)
        {
            lock (output)
            {
                if (line is not null && output.Length < 1_000_000)
                {
                    output.AppendLine(line);
                }
            }
        }
    }
}
