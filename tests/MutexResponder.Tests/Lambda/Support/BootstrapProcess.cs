using System.Diagnostics;
using System.Text;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>The real function as a process of its own, from the function's own build output.</summary>
internal sealed class BootstrapProcess : IAsyncDisposable
{
    /// <summary>
    /// The copy next to the tests would not start: there the ASP.NET framework stands in for assemblies that the
    /// function brings along. From <c>tests/MutexResponder.Tests/bin/Debug/net10.0/</c> to the same under <c>src</c>.
    /// </summary>
    private static readonly string ProgramPath = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../src/MutexResponder.Lambda/bin", OutputFolder(), "bootstrap.dll"));

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private BootstrapProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static BootstrapProcess Start(IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [ProgramPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("MUTEX_RESPONDER_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // A killed runtime leaves its diagnostic pipes in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        BootstrapProcess bootstrap = new(new Process { StartInfo = start });
        bootstrap._process.OutputDataReceived += (_, line) => Append(bootstrap._output, line.Data);
        bootstrap._process.ErrorDataReceived += (_, line) => Append(bootstrap._errors, line.Data);
        bootstrap._process.Start();
        bootstrap._process.BeginOutputReadLine();
        bootstrap._process.BeginErrorReadLine();
        return bootstrap;
    }

    /// <summary>Starts it as Lambda would, with a stack's documents.</summary>
    /// <param name="runtimeApi">Host and port of the Runtime API.</param>
    /// <param name="settings">More of its environment; the last of a name counts.</param>
    public static BootstrapProcess StartInLambda(string runtimeApi, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        Dictionary<string, string> environment = new()
        {
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["AWS_LAMBDA_FUNCTION_NAME"] = "responder",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "stack-Inspect",
            ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "stack-Remediate",
            ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "stack-Rollback",
        };
        foreach ((string name, string value) in settings)
        {
            environment[name] = value;
        }

        return Start(environment);
    }

    /// <summary>What Lambda does to a process with extensions when its environment shuts down.</summary>
    public async Task TerminateAsync()
    {
        Assert.False(_process.HasExited, Errors);
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Xunit.TestContext.Current.CancellationToken);
    }

    /// <returns>The exit status.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience.Bound);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>Such as <c>Debug/net10.0</c>.</summary>
    private static string OutputFolder()
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(framework.Parent!.Name, framework.Name);
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }
}
