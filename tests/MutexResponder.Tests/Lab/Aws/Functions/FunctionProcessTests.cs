using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Threading.Channels;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances.Native;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Aws.Functions;

/// <summary>The process around the function, with shell scripts in its place.</summary>
[SupportedOSPlatform("linux")]
public sealed class FunctionProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutex-lab-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Function_GetsLambdasEnvironment_AndNothingOfThisMachines()
    {
        await using LabAws aws = await LabAws.StartAsync();
        var lines = Channel.CreateUnbounded<string>();
        await using FunctionProcess function = FunctionProcess.Start(aws.Endpoint, new FunctionProcessOptions
        {
            ExecutablePath = Script("env; echo ready; exec sleep 60"),
            Settings = ImmutableDictionary<string, string>.Empty.Add("MUTEX_RESPONDER_MODE", "Observe"),
            OnLine = line => lines.Writer.TryWrite(line),
        });
        await LineAsync(lines, "ready");

        Assert.Contains($"AWS_LAMBDA_RUNTIME_API={aws.Endpoint.Authority}", function.Log.Lines);
        Assert.Contains($"AWS_ENDPOINT_URL=http://{aws.Endpoint.Authority}", function.Log.Lines.Select(line => line.TrimEnd('/')));
        Assert.Contains("AWS_LAMBDA_FUNCTION_NAME=mutex-responder", function.Log.Lines);
        Assert.Contains("AWS_LAMBDA_FUNCTION_VERSION=$LATEST", function.Log.Lines);
        Assert.Contains("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256", function.Log.Lines);
        Assert.Contains("AWS_REGION=us-east-1", function.Log.Lines);
        Assert.Contains("MUTEX_RESPONDER_MODE=Observe", function.Log.Lines);
        Assert.DoesNotContain(function.Log.Lines, line => line.StartsWith("USER=", StringComparison.Ordinal) || line.StartsWith("HTTP", StringComparison.OrdinalIgnoreCase));
        Assert.Null(function.UnexpectedEnd);
    }

    [Fact]
    public async Task FunctionThatEndsByItself_FailsItsInvocation_WithItsLastLines()
    {
        await using LabAws aws = await LabAws.StartAsync();
        string go = Path.Combine(_folder.FullName, "go");
        await using FunctionProcess function = FunctionProcess.Start(aws.Endpoint, new FunctionProcessOptions
        {
            ExecutablePath = Script($"while [ ! -e '{go}' ]; do sleep 0.02; done; echo out of luck >&2; exit 3"),
        });
        using var client = new RuntimeClient(aws.Endpoint);
        Task<InvocationResult> invocation = aws.Endpoint.Functions.InvokeAsync("{}"u8.ToArray(), Token);
        using HttpResponseMessage next = await client.NextAsync();
        await File.WriteAllTextAsync(go, "", Token);

        InvocationResult result = await invocation.WithinBound();

        Assert.Equal("Runtime.ExitError", result.ErrorType);
        Assert.Contains("exit code 3", function.UnexpectedEnd, StringComparison.Ordinal);
        Assert.Contains("out of luck", function.UnexpectedEnd, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_IsANewProcess_AndDisposeEndsIt()
    {
        await using LabAws aws = await LabAws.StartAsync();
        var lines = Channel.CreateUnbounded<string>();
        FunctionProcess function = FunctionProcess.Start(aws.Endpoint, new FunctionProcessOptions
        {
            ExecutablePath = Script("echo ready; exec sleep 60"),
            OnLine = line => lines.Writer.TryWrite(line),
        });
        await LineAsync(lines, "ready");
        RunningProcess first = RunningProcess.Of(function.ProcessId)!;

        await function.RestartAsync();
        await LineAsync(lines, "ready");
        RunningProcess second = RunningProcess.Of(function.ProcessId)!;
        Assert.False(first.IsAlive);
        await function.DisposeAsync();

        Assert.False(second.IsAlive);
        Assert.Null(function.UnexpectedEnd);
    }

    [Fact]
    public async Task ExecutableThatIsNotThere_IsNamedInTheError()
    {
        await using LabAws aws = await LabAws.StartAsync();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => FunctionProcess.Start(aws.Endpoint, new FunctionProcessOptions { ExecutablePath = Path.Combine(_folder.FullName, "absent") }));

        Assert.Contains("absent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LogTail_KeepsTheNewestLines_CutToTheirLength()
    {
        var log = new LogTail(maxLines: 2, maxLineLength: 3);

        log.Add("first");
        log.Add("second");
        log.Add("x");

        Assert.Equal(["sec", "x"], log.Lines);
    }

    private static async Task LineAsync(Channel<string> lines, string expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience.Bound);
        while (await lines.Reader.ReadAsync(limit.Token) != expected)
        {
            // The limit bounds this.
        }
    }

    private string Script(string body)
    {
        string path = Path.Combine(_folder.FullName, "bootstrap");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
