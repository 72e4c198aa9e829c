using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;
using MutexResponder.Tests.Lambda.Support;
using MutexResponder.Wording;

#pragma warning disable CA1848, CA1873 // What is tested here is the logger itself, with messages made for each test.

namespace MutexResponder.Tests.Lambda.Logging;

public sealed class JsonLoggerTests : IDisposable
{
    private readonly CapturedOutput _captured = new();
    private readonly CurrentInvocation _current = new();
    private readonly LoggerFactory _loggers;

    public JsonLoggerTests()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero));
        JsonLogLine line = new(new FunctionIdentity("responder", "7", "256"), _current);
        _loggers = new LoggerFactory([new JsonLoggerProvider(line, _captured.Output, time)]);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _captured.Dispose();
    }

    [Fact]
    public void Line_WithinAnInvocation()
    {
        _current.Context = new InvocationContext("req-1", "arn:aws:lambda:x:1:function:responder:live", "Root=1-2-3;Parent=4;Sampled=0", default, IsColdStart: true);
        ILogger log = _loggers.CreateLogger("Some.Category");

        using (CorrelationScope.Begin(log, "mr-1"))
        {
            log.LogWarning("Looked at {InstanceId} in {ElapsedMilliseconds} ms", "i-0abc1234def567890", 12);
        }

        Assert.Equal(
            """
            {"level":"Warning","message":"Looked at i-0abc1234def567890 in 12 ms","timestamp":"2026-08-25T20:51:54.0000000Z","service":"mutex-responder","cold_start":true,"function_name":"responder","function_memory_size":256,"function_arn":"arn:aws:lambda:x:1:function:responder:live","function_request_id":"req-1","function_version":"7","xray_trace_id":"1-2-3","name":"Some.Category","correlation_id":"mr-1","instance_id":"i-0abc1234def567890","elapsed_milliseconds":12}

            """,
            _captured.Text);
    }

    [Fact]
    public void Line_OutsideAnInvocation()
    {
        _loggers.CreateLogger("C").LogInformation("Started");

        Assert.Equal(
            """
            {"level":"Information","message":"Started","timestamp":"2026-08-25T20:51:54.0000000Z","service":"mutex-responder","function_name":"responder","function_memory_size":256,"function_version":"7","name":"C"}

            """,
            _captured.Text);
    }

    [Fact]
    public void Line_WithException()
    {
        InvalidOperationException failure = new("outer", new IOException("inner"));

        _loggers.CreateLogger("C").LogError(failure, "Failed");

        JsonElement exception = Assert.Single(_captured.Lines).GetProperty("exception");
        Assert.Equal("System.InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Equal("outer", exception.GetProperty("message").GetString());
        Assert.True(exception.TryGetProperty("source", out _));
        Assert.True(exception.TryGetProperty("stack_trace", out _));
        Assert.Equal("inner", exception.GetProperty("inner_exception").GetProperty("message").GetString());
    }

    [Fact]
    public void Line_HostileTextStaysOneLine()
    {
        string hostile = "a\nb\r{\"level\":\"Critical\"}\u2028\"\\\0\ud800";

        _loggers.CreateLogger("C").LogInformation("Line: {Line}", hostile);

        Assert.Equal(1, _captured.Text.Count(c => c == '\n'));
        JsonElement line = Assert.Single(_captured.Lines);
        Assert.Equal("Information", line.GetProperty("level").GetString());
        Assert.StartsWith("a\nb\r{\"level\":\"Critical\"}", line.GetProperty("line").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_OwnKeyCannotReplaceASchemaKey()
    {
        _loggers.CreateLogger("C").LogInformation("{Level} {Name}", "forged", "forged");

        Assert.Equal(1, _captured.Text.Split("\"level\"").Length - 1);
        Assert.Equal("Information", Assert.Single(_captured.Lines).GetProperty("level").GetString());
    }

    [Fact]
    public void Line_IsBounded()
    {
        _loggers.CreateLogger("C").LogInformation("{Text}", new string('x', 1_000_000));

        JsonElement line = Assert.Single(_captured.Lines);
        Assert.Equal(JsonLogLine.MaxMessageChars + 1, line.GetProperty("message").GetString()!.Length);
        Assert.Equal(JsonLogLine.MaxValueChars + 1, line.GetProperty("text").GetString()!.Length);
    }

    [Fact]
    public void Line_DeepException_ManyKeysAndLongTexts_IsBounded()
    {
        Exception failure = new IOException("innermost");
        for (int level = 0; level < 10; level++)
        {
            failure = new InvalidOperationException(new string('m', 50_000), failure);
        }

        ILogger log = _loggers.CreateLogger("C");
        using (log.BeginScope(Enumerable.Range(0, 100).Select(number => KeyValuePair.Create($"key_{number}", (object?)new string('v', 50_000)))))
        {
            log.LogError(failure, "x");
        }

        JsonElement line = Assert.Single(_captured.Lines);
        Assert.Equal(JsonLogLine.MaxOwnKeys, line.EnumerateObject().Count(property => property.Name.StartsWith("key_", StringComparison.Ordinal)));
        JsonElement exception = line.GetProperty("exception");
        int inner = 0;
        for (; exception.TryGetProperty("inner_exception", out JsonElement next); exception = next)
        {
            inner++;
            Assert.Equal(JsonLogLine.MaxValueChars + 1, exception.GetProperty("message").GetString()!.Length);
        }

        Assert.Equal(JsonLogLine.MaxInnerExceptions, inner);
        Assert.InRange(_captured.Text.Length, 1, 64 * 1024);
    }

    [Fact]
    public void Line_LongValues_AreCutEachByItsOwnBound()
    {
        ILogger log = _loggers.CreateLogger("C");

        log.LogError(DeepFailure.Of(200, "m"), "{Told} {Half}", new Statement("code", ("text", new string('t', 50_000))), new string('x', JsonLogLine.MaxValueChars - 1) + "😀");

        JsonElement line = Assert.Single(_captured.Lines);
        Assert.Equal(new string('t', JsonLogLine.MaxSaidChars), line.GetProperty("told").GetProperty("with").GetProperty("text").GetString());
        Assert.Equal(new string('x', JsonLogLine.MaxValueChars - 1) + "…", line.GetProperty("half").GetString());
        Assert.Equal(JsonLogLine.MaxStackTraceChars + 1, line.GetProperty("exception").GetProperty("stack_trace").GetString()!.Length);
    }

    [Fact]
    public void Line_KeyOfTwoScopes_IsWrittenOnce()
    {
        ILogger log = _loggers.CreateLogger("C");

        using (CorrelationScope.Begin(log, "mr-1"))
        using (CorrelationScope.Begin(log, "mr-2"))
        {
            log.LogInformation("x");
        }

        Assert.Equal(1, _captured.Text.Split("\"correlation_id\"").Length - 1);
    }

    [Fact]
    public void Line_DebugIsNotWritten()
    {
        _loggers.CreateLogger("C").LogDebug("x");

        Assert.Equal("", _captured.Text);
    }

    [Fact]
    public void Output_ThatNobodyReads()
    {
        using LineOutput output = new(new BrokenPipe());

        Exception? thrown = Record.Exception(() => output.Write("x"u8));

        Assert.Null(thrown);
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
