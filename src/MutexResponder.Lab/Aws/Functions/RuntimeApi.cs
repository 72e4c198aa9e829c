using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>The Lambda Runtime API, version 2018-06-01. Source: Lambda Developer Guide, "Using the Lambda runtime API".</summary>
internal sealed class RuntimeApi(InvocationQueue queue, AwsEndpointOptions options)
{
    private const string Base = "/2018-06-01/runtime";

    public void Map(WebApplication server)
    {
        server.MapGet($"{Base}/invocation/next", NextAsync);
        server.MapPost($"{Base}/invocation/{{requestId}}/response", ResponseAsync);
        server.MapPost($"{Base}/invocation/{{requestId}}/error", ErrorAsync);
        server.MapPost($"{Base}/init/error", InitErrorAsync);
    }

    /// <summary>Waits without a limit, as the manual demands of callers; ends with the connection or the lab.</summary>
    private async Task NextAsync(HttpContext context)
    {
        Invocation invocation;
        try
        {
            invocation = await queue.TakeAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            context.Abort();
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = (options.Time.GetUtcNow() + queue.FunctionTimeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = options.FunctionArn;
        headers["Lambda-Runtime-Trace-Id"] = TraceId();
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(invocation.Payload, context.RequestAborted).ConfigureAwait(false);
    }

    private Task ResponseAsync(HttpContext context, string requestId) => EndAsync(context, requestId, (invocation, body) =>
    {
        if (body.Length > InvocationQueue.MaxPayloadBytes)
        {
            invocation.Fail("Function.ResponseSizeTooLarge", $"Response payload size exceeded {InvocationQueue.MaxPayloadBytes} bytes.");
            return RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", "The answer is too large.");
        }

        invocation.Succeed(body);
        return AcceptAsync(context);
    });

    private Task ErrorAsync(HttpContext context, string requestId) => EndAsync(context, requestId, (invocation, body) =>
    {
        invocation.Fail(ErrorType(context), body);
        return AcceptAsync(context);
    });

    private async Task EndAsync(HttpContext context, string requestId, Func<Invocation, byte[], Task> end)
    {
        byte[] body = await BodyAsync(context).ConfigureAwait(false);
        await (queue.InFlight(requestId) is { } invocation
            ? end(invocation, body)
            : RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "No invocation of that id is in flight.")).ConfigureAwait(false);
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        queue.FailWaiting(ErrorType(context), await BodyAsync(context).ConfigureAwait(false));
        await AcceptAsync(context).ConfigureAwait(false);
    }

    private static string ErrorType(HttpContext context)
    {
        string? type = context.Request.Headers["Lambda-Runtime-Function-Error-Type"];
        return string.IsNullOrEmpty(type) ? "Unhandled" : type;
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return body.ToArray();
    }

    private static Task AcceptAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status202Accepted, new JsonObject { ["status"] = "OK" });

    private static Task RefuseAsync(HttpContext context, int status, string errorType, string message) =>
        AnswerAsync(context, status, new JsonObject { ["errorType"] = errorType, ["errorMessage"] = message });

    private static Task AnswerAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private string TraceId() => string.Create(
        CultureInfo.InvariantCulture,
        $"Root=1-{options.Time.GetUtcNow().ToUnixTimeSeconds():x8}-{Guid.NewGuid().ToString("N")[..24]};Parent={Guid.NewGuid().ToString("N")[..16]};Sampled=0");
}
