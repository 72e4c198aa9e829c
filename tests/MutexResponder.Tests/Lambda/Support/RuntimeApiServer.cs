using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>The Lambda Runtime API of one function, on 127.0.0.1.</summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    private readonly Channel<(string Id, string Payload, DateTimeOffset Deadline)> _waiting = Channel.CreateUnbounded<(string, string, DateTimeOffset)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RuntimeApiAnswer>> _answers = new();
    private readonly TaskCompletionSource<RuntimeApiAnswer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopbackServer? _server;
    private int _nextCount;

    public string Address => _server!.Address;

    /// <summary>Status that <c>next</c> answers with instead of an invocation; 0 for none.</summary>
    public int NextStatus { get; set; }

    /// <summary>Status that <c>response</c> answers with.</summary>
    public int ResponseStatus { get; set; } = StatusCodes.Status202Accepted;

    public int NextCount => _nextCount;

    public Task<RuntimeApiAnswer> InitError => _initError.Task;

    /// <summary>The trace header of the invocation of that id.</summary>
    public static string TraceHeader(string id) => $"Root=1-{id};Parent=53995c3f42cd8ad8;Sampled=1";

    public static async Task<RuntimeApiServer> StartAsync()
    {
        RuntimeApiServer api = new();
        api._server = await LoopbackServer.StartAsync(api.AnswerAsync);
        return api;
    }

    /// <summary>Hands the payload to the next caller and waits for what comes back.</summary>
    public async Task<RuntimeApiAnswer> InvokeAsync(string id, string payload, DateTimeOffset? deadline = null)
    {
        TaskCompletionSource<RuntimeApiAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[id] = answer;
        await _waiting.Writer.WriteAsync((id, payload, deadline ?? DateTimeOffset.UtcNow.AddSeconds(60)));
        return await answer.Task.WithinBound();
    }

    public ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        return _server!.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (path == "/2018-06-01/runtime/invocation/next")
        {
            await NextAsync(context);
            return;
        }

        RuntimeApiAnswer answer = new(
            path.EndsWith("/error", StringComparison.Ordinal),
            await LoopbackServer.ReadBodyAsync(context),
            context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString());
        if (path == "/2018-06-01/runtime/init/error")
        {
            await AcceptAsync(context);
            _initError.TrySetResult(answer);
            return;
        }

        if (!answer.IsError && ResponseStatus != StatusCodes.Status202Accepted)
        {
            context.Response.StatusCode = ResponseStatus;
            return;
        }

        await AcceptAsync(context);
        _answers[path.Split('/')[^2]].TrySetResult(answer);
    }

    private static Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("""{"status":"OK"}""");
    }

    private async Task NextAsync(HttpContext context)
    {
        Interlocked.Increment(ref _nextCount);
        if (NextStatus != 0)
        {
            context.Response.StatusCode = NextStatus;
            return;
        }

        try
        {
            (string id, string payload, DateTimeOffset deadline) = await _waiting.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
            context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:responder";
            context.Response.Headers["Lambda-Runtime-Trace-Id"] = TraceHeader(id);
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await context.Response.WriteAsync(payload);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            context.Abort();
        }
    }
}
