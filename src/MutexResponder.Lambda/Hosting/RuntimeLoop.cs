using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>
/// Serves one invocation after another until the Runtime API is gone. What a handler throws becomes that
/// invocation's function error and never ends the process.
/// </summary>
public sealed partial class RuntimeLoop(
    RuntimeApiClient api,
    IHandleInvocations handler,
    CurrentInvocation current,
    TimeProvider time,
    ILogger<RuntimeLoop> log)
{
    /// <param name="cancellationToken">Ends the waiting for the next invocation; the running one has until its own deadline, and gets its reply.</param>
    /// <returns>The exit status: 0 where the Runtime API ended it, 1 where it cannot be talked to.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int failedCount = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using NextInvocation next = await api.NextAsync(cancellationToken).ConfigureAwait(false);
                failedCount = 0;
                await ServeAsync(next).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (RuntimeApiClient.IsGone(e))
            {
                LogGone();
                return 0;
            }
            catch (HttpRequestException e)
            {
                if (++failedCount >= MaxNextAttempts)
                {
                    LogGivenUp(e, failedCount);
                    return 1;
                }

                LogRetry(e, failedCount);
                // Where it is cut short, the loop's condition ends it.
                await Task.Delay(FirstRetryDelay * Math.Pow(2, failedCount - 1), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 0;
            }
        }

        return 0;
    }

    private async Task ServeAsync(NextInvocation next)
    {
        InvocationContext context = next.Context;
        // The name under which X-Ray-aware SDKs look the trace header up.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        current.Context = context;
        try
        {
            FunctionReply reply;
            try
            {
                reply = await HandleAsync(next).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                await FailAsync(context.RequestId, e).ConfigureAwait(false);
                return;
            }

            try
            {
                await api.RespondAsync(context.RequestId, reply).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (e.StatusCode is not null)
            {
                // Refused, for example as too large: the caller is told so instead of nothing.
                await FailAsync(context.RequestId, e).ConfigureAwait(false);
            }
        }
        finally
        {
            current.Context = null;
        }
    }

    private async Task<FunctionReply> HandleAsync(NextInvocation next)
    {
        Stream payload = await next.Response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await using (payload.ConfigureAwait(false))
        {
            return await handler.HandleAsync(payload, next.Context, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private Task FailAsync(string requestId, Exception failure)
    {
        LogFailed(failure, RuntimeApiError.TypeOf(failure));
        return api.FailAsync(requestId, failure);
    }
}
