using System.Diagnostics;
using System.Globalization;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>
/// The real function as a process, in an environment like Lambda's and with nothing of this machine's.
/// It runs in a session of its own, so that Ctrl+C at the lab's terminal reaches the lab alone. It ends when this object is disposed;
/// and by itself when the Runtime API is gone, should the lab be killed.
/// </summary>
public sealed class FunctionProcess : IAsyncDisposable
{
    private const int LinesInError = 10;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    private readonly AwsEndpoint _aws;
    private readonly FunctionProcessOptions _options;
    private Process _process;
    private volatile bool _endIsWanted;

    private FunctionProcess(AwsEndpoint aws, FunctionProcessOptions options)
    {
        _aws = aws;
        _options = options;
        Log = new LogTail(options.MaxLogLines, options.MaxLineLength);
        _process = StartProcess();
    }

    /// <summary>What the function wrote, standard output and standard error.</summary>
    public LogTail Log { get; }

    public int ProcessId => _process.Id;

    /// <summary>Why the function ended by itself, with its last lines; null while it runs or where it was told to end.</summary>
    public string? UnexpectedEnd { get; private set; }

    /// <exception cref="InvalidOperationException">The executable cannot be started; the message says why.</exception>
    public static FunctionProcess Start(AwsEndpoint aws, FunctionProcessOptions options) => new(aws, options);

    /// <summary>One sentence where the file cannot be the function; null where it can.</summary>
    public static string? WhyItCannotRun(string executablePath) =>
        Directory.Exists(executablePath) ? $"'{executablePath}' is a folder; the executable in it is wanted."
        : !File.Exists(executablePath) ? $"'{executablePath}' is not there."
        : !OperatingSystem.IsWindows() && (File.GetUnixFileMode(executablePath) & AnyExecute) == 0 ? $"'{executablePath}' is not executable."
        : null;

    /// <summary>Ends the process and starts another: the next invocation meets a cold start.</summary>
    public async Task RestartAsync()
    {
        await EndAsync().ConfigureAwait(false);
        UnexpectedEnd = null;
        _endIsWanted = false;
        _process = StartProcess();
    }

    /// <summary>Kills the process as it is: what it was doing stays half done, and its invocation fails.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        _endIsWanted = true;
        Kill();
        using var limit = new CancellationTokenSource(KillTimeout);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        _process.Dispose();
        _aws.Functions.FailInFlight("Runtime.ExitError", "The function was ended.");
    }

    private Process StartProcess()
    {
        if (WhyItCannotRun(_options.ExecutablePath) is { } reason)
        {
            throw new InvalidOperationException($"The function cannot be started: {reason}");
        }

        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => _ = OnExitAsync(process);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private ProcessStartInfo StartInfo()
    {
        // setsid becomes the function: it forks only where it leads a process group, which a child of this process does not.
        var info = new ProcessStartInfo("setsid", [_options.ExecutablePath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(_options.ExecutablePath)) ?? "/",
        };

        // Nothing is inherited: a profile, a proxy or credentials of this machine must not reach the function.
        info.Environment.Clear();
        foreach ((string name, string value) in LambdaEnvironment().Concat(_options.Settings))
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private Dictionary<string, string> LambdaEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["HOME"] = "/tmp",
            ["_HANDLER"] = "bootstrap",

            // The runtime's diagnostic pipes stay in the temporary folder when their process is killed. A native function has none.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(Path.GetFullPath(_options.ExecutablePath)) ?? "/",
            ["AWS_LAMBDA_RUNTIME_API"] = _aws.Authority,
            ["AWS_LAMBDA_FUNCTION_NAME"] = FunctionProcessOptions.DefaultFunctionName,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = _options.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_REGION"] = _aws.Region,
            ["AWS_DEFAULT_REGION"] = _aws.Region,
            ["AWS_ACCESS_KEY_ID"] = "lab",
            ["AWS_SECRET_ACCESS_KEY"] = "lab",
            ["AWS_ENDPOINT_URL"] = _aws.Url.OriginalString,
        };

        // A build that is not native needs the runtime that this process runs on; a native one ignores it.
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } runtime)
        {
            environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        }

        return environment;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Log.Add(line);
            _options.OnLine?.Invoke(line);
        }
    }

    private async Task OnExitAsync(Process process)
    {
        if (_endIsWanted)
        {
            return;
        }

        int exitCode = process.ExitCode;
        using var limit = new CancellationTokenSource(KillTimeout);
        try
        {
            // Its last lines may still be in the pipes.
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException or InvalidOperationException)
        {
            // A child of it holds the pipes open, or it is being replaced: the lines so far have to do.
        }

        UnexpectedEnd = $"The function ended by itself with exit code {exitCode}. Its last lines:\n{string.Join('\n', Log.Lines.TakeLast(LinesInError))}";
        _aws.Functions.FailInFlight("Runtime.ExitError", UnexpectedEnd);
    }
}
