using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MutexResponder.Lab.Instances.Native;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Hosting;

/// <summary>
/// What can be seen of a host from outside: the real process against a Runtime API and an AWS of the test's own. The same for both:
/// <c>dotnet test tests/MutexResponder.Tests -p:LambdaHost=Aws --filter HostContract</c> holds the other one to it, where AWS's packages are to be had.
/// </summary>
public sealed class HostContractTests
{
    private const string Tick = """{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}""";
    private const string Inspect = """{"action":"inspect","instanceId":"i-0abc1234def567890"}""";

    private static readonly string[] KeysOfEveryLine =
    [
        "level", "message", "timestamp", "service", "cold_start", "function_name", "function_memory_size", "function_arn",
        "function_request_id", "function_version", "xray_trace_id", "name",
    ];

    [Fact]
    public async Task Events_GoodAndBad_AnsweredUntilTheApiGoes()
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api);

        RuntimeApiAnswer tick = await api.InvokeAsync("1", Tick);
        RuntimeApiAnswer notJson = await api.InvokeAsync("2", "AH00144: couldn't grab the accept mutex");
        RuntimeApiAnswer unknown = await api.InvokeAsync("3", """{"hello":"world"}""");
        RuntimeApiAnswer badBase64 = await api.InvokeAsync("4", """{"awslogs":{"data":"%%% not base64 %%%"}}""");
        RuntimeApiAnswer badRequest = await api.InvokeAsync("5", """{"action":"reboot"}""");
        RuntimeApiAnswer tickAgain = await api.InvokeAsync("6", Tick);
        await api.DisposeAsync();
        int exitCode = await process.WaitForExitAsync();

        Assert.Equal("""{"outcome":"ignored","event":"tick","reason":"nothing-unfinished","summary":"reply-nothing-unfinished"}""", tick.Body);
        Assert.False(tick.IsError);
        Assert.Equal("InvalidEvent.not-json", notJson.ErrorType);
        Assert.Equal("InvalidEvent.unknown-event", unknown.ErrorType);
        Assert.Contains("awslogs", unknown.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal("InvalidEvent.bad-log-data", badBase64.ErrorType);
        Assert.All(new[] { notJson, unknown, badBase64 }, answer =>
        {
            Assert.Equal(answer.ErrorType, answer.Json.GetProperty("errorType").GetString());
            Assert.Equal(0, answer.Json.GetProperty("stackTrace").GetArrayLength());
        });
        Assert.Equal((false, "unknown-action"), (badRequest.IsError, badRequest.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(tick.Body, tickAgain.Body);
        Assert.Equal(0, exitCode);
        Assert.Equal("", process.Errors.Trim());
    }

    [Fact]
    public async Task Log_KeyByKey()
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api);

        await api.InvokeAsync("request-7", Tick);
        await api.InvokeAsync("request-8", "not JSON");
        await api.InvokeAsync("request-9", """{"action":"reboot"}""");
        await api.DisposeAsync();
        await process.WaitForExitAsync();

        JsonElement[] lines = [.. process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(lines, line => line.TryGetProperty("_aws", out _));
        JsonElement[] entries = [.. lines.Where(line => !line.TryGetProperty("_aws", out _))];
        JsonElement ignored = Entry(entries, "request-7");
        JsonElement failed = Entry(entries, "request-8");
        JsonElement refused = Entry(entries, "request-9");

        Assert.Equal([.. KeysOfEveryLine, "event", "reason", "told"], Keys(ignored));
        Assert.Equal([.. KeysOfEveryLine, "error_type", "exception"], Keys(failed));
        Assert.Equal([.. KeysOfEveryLine, "event", "reason", "instance_id", "told"], Keys(refused));
        Assert.Equal(["type", "message", "source", "stack_trace"], Keys(failed.GetProperty("exception")));
        Assert.Equal("MutexResponder.Lambda.Invocations.FunctionErrorException", failed.GetProperty("exception").GetProperty("type").GetString());
        Assert.Equal(["Information", "Error", "Warning"], new[] { ignored, failed, refused }.Select(line => line.GetProperty("level").GetString()));
        Assert.Equal([true, false, false], new[] { ignored, failed, refused }.Select(line => line.GetProperty("cold_start").GetBoolean()));
        Assert.Equal("mutex-responder", ignored.GetProperty("service").GetString());
        Assert.Equal("responder", ignored.GetProperty("function_name").GetString());
        Assert.Equal(256, ignored.GetProperty("function_memory_size").GetInt32());
        Assert.Equal("$LATEST", ignored.GetProperty("function_version").GetString());
        Assert.EndsWith(":function:responder", ignored.GetProperty("function_arn").GetString(), StringComparison.Ordinal);
        Assert.Equal("1-request-7", ignored.GetProperty("xray_trace_id").GetString());
        Assert.True(DateTimeOffset.TryParse(ignored.GetProperty("timestamp").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));
        // What is logged between invocations belongs to none of them.
        Assert.Equal("The Runtime API is gone; ending.", entries[^1].GetProperty("message").GetString());
        Assert.All(entries.Skip(3), entry => Assert.Equal(KeysOfEveryLine.Except(["cold_start", "function_arn", "function_request_id", "xray_trace_id"]), Keys(entry).Take(8)));
    }

    [Fact]
    public async Task Aws_IsAskedAtTheConfiguredEndpoint()
    {
        List<string> bodies = [];
        await using LoopbackServer aws = await LoopbackServer.StartAsync(async context =>
        {
            bodies.Add(await LoopbackServer.ReadBodyAsync(context));
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>none</Message></Error></Errors></Response>");
        });
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api, ("AWS_ENDPOINT_URL", aws.Url));

        RuntimeApiAnswer answer = await api.InvokeAsync("1", Inspect);

        Assert.Equal("unknown-instance", answer.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("i-0abc1234def567890", Assert.Single(bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_NearlyReached_SaysSo()
    {
        await using SilentAws aws = await SilentAws.StartAsync();
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api, ("AWS_ENDPOINT_URL", aws.Url));
        await api.InvokeAsync("1", Tick);

        RuntimeApiAnswer answer = await api.InvokeAsync("2", Inspect, DateTimeOffset.UtcNow.AddSeconds(3));
        RuntimeApiAnswer next = await api.InvokeAsync("3", Tick);

        Assert.Equal("Function.DeadlineReached", answer.ErrorType);
        Assert.False(next.IsError);
    }

    [Fact]
    public async Task Reply_RefusedByTheApi_BecomesAnError()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        api.ResponseStatus = StatusCodes.Status413PayloadTooLarge;
        await using BootstrapProcess process = Start(api);

        RuntimeApiAnswer answer = await api.InvokeAsync("big", Tick);
        api.ResponseStatus = StatusCodes.Status202Accepted;
        RuntimeApiAnswer next = await api.InvokeAsync("small", Tick);

        Assert.Equal((true, "HttpRequestException"), (answer.IsError, answer.ErrorType));
        Assert.Contains("413", answer.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.False(next.IsError);
    }

    [Fact]
    public async Task Sigterm_WhileWaiting_EndsCleanly()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api);
        await api.InvokeAsync("1", Tick);

        await process.TerminateAsync();

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Equal("", process.Errors.Trim());
    }

    [Fact]
    public async Task Sigterm_WhileServing_RepliesAndEndsCleanly()
    {
        await using SilentAws aws = await SilentAws.StartAsync();
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api, ("AWS_ENDPOINT_URL", aws.Url));
        Task<RuntimeApiAnswer> answer = api.InvokeAsync("1", Inspect);
        await aws.Asked.WithinBound();

        await process.TerminateAsync();
        aws.Refuse();

        RuntimeApiAnswer reply = await answer;
        Assert.False(reply.IsError, reply.Body);
        Assert.Equal("aws-invalid", reply.Json.GetProperty("reason").GetString());
        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Equal("", process.Errors.Trim());
    }

    /// <summary>As the tests here end it where they do not ask it to end.</summary>
    [Fact]
    public async Task Killed_LeavesNoFile()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        BootstrapProcess process = Start(api);
        RunningProcess seen = RunningProcess.Of(process.Id)!;
        await api.InvokeAsync("1", Tick);

        await process.DisposeAsync();

        Assert.False(seen.IsAlive);
        Assert.Empty(RuntimeFiles.Of(seen, Path.GetTempPath()));
    }

    [Fact]
    public async Task Api_WithoutAUsableAnswer_EndsTheProcess()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        api.NextStatus = StatusCodes.Status500InternalServerError;
        await using BootstrapProcess process = Start(api);

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains("\"level\":\"Critical\"", process.Output, StringComparison.Ordinal);
        Assert.Equal("", process.Errors.Trim());
    }

    [Fact]
    public async Task Start_WithWrongSettings_IsAnInitError()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        await using BootstrapProcess process = Start(api, ("MUTEX_RESPONDER_MODE", "YOLO"));

        int exitCode = await process.WaitForExitAsync();

        RuntimeApiAnswer error = await api.InitError.WithinBound();
        Assert.Equal("Settings.Invalid", error.ErrorType);
        Assert.Contains("MUTEX_RESPONDER_MODE is 'YOLO'; allowed are Observe, Approve, Remediate.", error.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Contains("MUTEX_RESPONDER_MODE is 'YOLO'", process.Errors, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
        Assert.Equal(0, api.NextCount);
    }

    [Fact]
    public async Task Start_OutsideLambda()
    {
        await using BootstrapProcess process = BootstrapProcess.Start(new Dictionary<string, string>());

        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Contains("AWS_LAMBDA_RUNTIME_API", process.Errors, StringComparison.Ordinal);
    }

    private static string[] Keys(JsonElement line) => [.. line.EnumerateObject().Select(property => property.Name)];

    private static JsonElement Entry(JsonElement[] entries, string requestId) =>
        Assert.Single(entries, entry => entry.TryGetProperty("function_request_id", out JsonElement id) && id.GetString() == requestId);

    private static BootstrapProcess Start(RuntimeApiServer api, params (string Name, string Value)[] settings) =>
        BootstrapProcess.StartInLambda(api.Address, [("MUTEX_RESPONDER_ALLOW_MEMORY_STORE", "true"), .. settings]);

    /// <summary>An AWS that takes a request and does not answer it until it is told to refuse.</summary>
    private sealed class SilentAws : IAsyncDisposable
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _end = new();
        private LoopbackServer? _server;

        public string Url => _server!.Url;

        public Task Asked => _asked.Task;

        /// <summary>Ends the silence: from now on it answers, with a refusal.</summary>
        public void Refuse() => _refused.TrySetResult();

        public static async Task<SilentAws> StartAsync()
        {
            SilentAws aws = new();
            aws._server = await LoopbackServer.StartAsync(aws.TakeAsync);
            return aws;
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _server!.DisposeAsync();
            _end.Dispose();
        }

        private async Task TakeAsync(HttpContext context)
        {
            _asked.TrySetResult();
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, context.RequestAborted);
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, either.Token), _refused.Task);
            if (_refused.Task.IsCompleted)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            context.Abort();
        }
    }
}
