using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Hosting;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Hosting;

public sealed class RuntimeLoopTests
{
    private static readonly FunctionReply Reply = new() { Outcome = "accepted", Event = "test", Summary = "done" };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly CurrentInvocation _current = new();

    [Fact]
    public async Task Invocation_ContextAndReply()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        List<(InvocationContext Context, string Payload, string? Trace, bool IsCurrent)> seen = [];
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(api.Address, async (payload, context, _) =>
        {
            using StreamReader reader = new(payload);
            seen.Add((context, await reader.ReadToEndAsync(CancellationToken.None), Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"), _current.Context == context));
            return Reply;
        }, stop.Token);

        RuntimeApiAnswer first = await api.InvokeAsync("a", "{\"n\":1}", _time.GetUtcNow().AddSeconds(30));
        RuntimeApiAnswer second = await api.InvokeAsync("b", "{\"n\":2}", _time.GetUtcNow().AddSeconds(30));
        await stop.CancelAsync();

        Assert.Equal("""{"outcome":"accepted","event":"test","summary":"done"}""", first.Body);
        Assert.False(second.IsError);
        Assert.Equal(["{\"n\":1}", "{\"n\":2}"], seen.Select(entry => entry.Payload));
        Assert.Equal([true, false], seen.Select(entry => entry.Context.IsColdStart));
        Assert.Equal(("a", RuntimeApiServer.TraceHeader("a"), RuntimeApiServer.TraceHeader("a")), (seen[0].Context.RequestId, seen[0].Context.TraceId, seen[0].Trace));
        Assert.EndsWith(":function:responder", seen[0].Context.FunctionArn, StringComparison.Ordinal);
        Assert.All(seen, entry => Assert.True(entry.IsCurrent));
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Handler_ThrowsAndTheNextIsServed()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(api.Address, (_, context, _) => context.RequestId switch
        {
            "chosen" => throw new FunctionErrorException("InvalidEvent.not-json", "not \"JSON\"\n"),
            "unforeseen" => throw new InvalidOperationException("bug"),
            _ => Task.FromResult(Reply),
        }, stop.Token);

        RuntimeApiAnswer chosen = await api.InvokeAsync("chosen", "x");
        RuntimeApiAnswer unforeseen = await api.InvokeAsync("unforeseen", "x");
        RuntimeApiAnswer good = await api.InvokeAsync("good", "x");
        await stop.CancelAsync();

        Assert.Equal((true, "InvalidEvent.not-json"), (chosen.IsError, chosen.ErrorType));
        Assert.Equal("not \"JSON\"\n", chosen.Json.GetProperty("errorMessage").GetString());
        Assert.Equal("InvalidEvent.not-json", chosen.Json.GetProperty("errorType").GetString());
        Assert.Equal(0, chosen.Json.GetProperty("stackTrace").GetArrayLength());
        Assert.Equal("InvalidOperationException", unforeseen.ErrorType);
        Assert.NotEqual(0, unforeseen.Json.GetProperty("stackTrace").GetArrayLength());
        Assert.False(good.IsError);
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Error_LongMessageAndDeepStack_AreCut()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(api.Address, (_, _, _) => Task.FromException<FunctionReply>(DeepFailure.Of(200, new string('m', 100_000))), stop.Token);

        RuntimeApiAnswer answer = await api.InvokeAsync("deep", "x");
        await stop.CancelAsync();

        Assert.Equal(4_096, answer.Json.GetProperty("errorMessage").GetString()!.Length);
        Assert.Equal(RuntimeApiError.MaxStackLines, answer.Json.GetProperty("stackTrace").GetArrayLength());
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Deadline_CancelsTheHandlerBeforeIt()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        TaskCompletionSource started = new();
        Task<int> run = RunAsync(api.Address, async (_, _, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return Reply;
        }, stop.Token);

        Task<RuntimeApiAnswer> answer = api.InvokeAsync("slow", "x", _time.GetUtcNow().AddSeconds(30));
        await started.Task.WithinBound();
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(28.5));

        Assert.Equal("Function.DeadlineReached", (await answer).ErrorType);
        await stop.CancelAsync();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Stop_DuringAHandler_TheCallerStillGetsItsReply()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        TaskCompletionSource started = new(), released = new();
        Task<int> run = RunAsync(api.Address, async (_, _, cancellationToken) =>
        {
            started.SetResult();
            await released.Task.WaitAsync(cancellationToken);
            return Reply;
        }, stop.Token);
        Task<RuntimeApiAnswer> answer = api.InvokeAsync("running", "x");
        await started.Task.WithinBound();

        await stop.CancelAsync();
        released.SetResult();

        Assert.False((await answer).IsError);
        Assert.Equal((0, 1), (await run.WithinBound(), api.NextCount));
    }

    [Fact]
    public async Task Stop_DuringAHandlerThatThenFails_TheCallerIsTold()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(api.Address, async (_, _, _) =>
        {
            await stop.CancelAsync();
            throw new InvalidOperationException("failed while being stopped");
        }, stop.Token);

        Assert.Equal("InvalidOperationException", (await api.InvokeAsync("running", "x")).ErrorType);
        Assert.Equal(0, await run.WithinBound());
    }

    [Fact]
    public async Task Response_RefusedBecomesAnError()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        api.ResponseStatus = 413;
        using CancellationTokenSource stop = new();
        Task<int> run = RunAsync(api.Address, (_, _, _) => Task.FromResult(Reply), stop.Token);

        RuntimeApiAnswer answer = await api.InvokeAsync("big", "x");

        Assert.True(answer.IsError);
        Assert.Contains("413", answer.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Next_FailsToTheEnd()
    {
        await using RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        api.NextStatus = 500;

        Task<int> run = RunAsync(api.Address, (_, _, _) => Task.FromResult(Reply), CancellationToken.None);

        Assert.Equal(1, await FinishAsync(run));
        Assert.Equal(RuntimeLoop.MaxNextAttempts, api.NextCount);
    }

    [Fact]
    public async Task Next_ApiGoesAwayWhileWaiting()
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync();
        Task<int> run = RunAsync(api.Address, (_, _, _) => Task.FromResult(Reply), CancellationToken.None);
        await api.InvokeAsync("one", "x");

        await api.DisposeAsync();

        Assert.Equal(0, await FinishAsync(run));
    }

    [Fact]
    public async Task Next_NobodyListens()
    {
        // Bound, so that nobody else gets the port, and not listening.
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(0, await FinishAsync(RunAsync(taken.LocalEndPoint!.ToString()!, (_, _, _) => Task.FromResult(Reply), CancellationToken.None)));
    }

    [Fact]
    public async Task Next_NoConnectionInTime_IsAFailureThatIsTriedAgain()
    {
        // Listens and accepts nobody: once its queue is full, a connection is neither made nor refused.
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using Socket queued = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(full.LocalEndPoint!, TestContext.Current.CancellationToken);
        using RuntimeApiClient api = new(full.LocalEndPoint!.ToString()!, _time);

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => api.NextAsync(TestContext.Current.CancellationToken).WithinBound());

        Assert.False(RuntimeApiClient.IsGone(failure));
    }

    [Fact]
    public async Task Reply_ThatTheApiNeverTakes_EndsAfterItsBound()
    {
        await using LoopbackServer silent = await LoopbackServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        using RuntimeApiClient api = new(silent.Address, _time);

        Task<HttpRequestException> failure = Assert.ThrowsAsync<HttpRequestException>(() => api.RespondAsync("a", Reply));

        Assert.Contains("in time", (await _time.AdvanceUntilEndAsync(TimeSpan.FromSeconds(1), failure)).Message, StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(string address, Func<Stream, InvocationContext, CancellationToken, Task<FunctionReply>> handle, CancellationToken stop)
    {
        using RuntimeApiClient api = new(address, _time);
        return await new RuntimeLoop(api, new BoundedHandler(new DelegatedHandler(handle), _time), _current, _time, NullLogger<RuntimeLoop>.Instance).RunAsync(stop);
    }

    private Task<int> FinishAsync(Task<int> run) => _time.AdvanceUntilEndAsync(TimeSpan.FromSeconds(1), run);

    private sealed class DelegatedHandler(Func<Stream, InvocationContext, CancellationToken, Task<FunctionReply>> handle) : IHandleInvocations
    {
        public Task<FunctionReply> HandleAsync(Stream payload, InvocationContext context, CancellationToken cancellationToken) =>
            handle(payload, context, cancellationToken);
    }
}
