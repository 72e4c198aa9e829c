// Compiled only with -p:LambdaHost=Aws, in place of RuntimeLoop.cs.
using System.Net;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>Serves one invocation after another with AWS's own runtime client and serializer, until the Runtime API is gone.</summary>
public sealed partial class RuntimeLoop(
    RuntimeApiClient api,
    IHandleInvocations handler,
    CurrentInvocation current,
    TimeProvider time,
    ILogger<RuntimeLoop> log)
{
    /// <summary>Posted by AWS's client where the handler failed, and held back by <see cref="AnswerAsync"/>.</summary>
    private static readonly JsonElement NoReply = new FunctionReply { Outcome = "", Event = "", Summary = "" }.ToElement();

    private bool _hasServed;
    private int _failedCount;
    private Exception? _failure;

    /// <returns>The exit status: 0 where the Runtime API ended it, 1 where it cannot be talked to.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        async Task<JsonElement> HandleAsync(Stream payload, ILambdaContext lambda)
        {
            InvocationContext context = new(
                lambda.AwsRequestId,
                lambda.InvokedFunctionArn,
                string.IsNullOrEmpty(lambda.TraceId) ? null : lambda.TraceId,
                time.GetUtcNow() + lambda.RemainingTime,
                IsColdStart: !_hasServed);
            _hasServed = true;
            _failedCount = 0;
            current.Context = context;
            try
            {
                // Uncancelled: who is being stopped still answers the running invocation, by its deadline.
                return (await handler.HandleAsync(payload, context, CancellationToken.None).ConfigureAwait(false)).ToElement();
            }
            catch (Exception e)
            {
                // Thrown on, it would lose its type and be written to the log in another schema.
                _failure = e;
                return NoReply;
            }
        }

        Func<Stream, ILambdaContext, Task<JsonElement>> handle = HandleAsync;
        using HttpClient http = new(new Posts(AnswerAsync)) { Timeout = Timeout.InfiniteTimeSpan };
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
            .Create(handle, new SourceGeneratorLambdaJsonSerializer<ReplyJson>())
            .UseHttpClient(http)
            .Build();
        while (true)
        {
            try
            {
                await bootstrap.RunAsync(cancellationToken).ConfigureAwait(false);
                return 0;
            }
            catch (HttpRequestException e) when (RuntimeApiClient.IsGone(e))
            {
                LogGone();
                return 0;
            }
            catch (Exception e) when (e is HttpRequestException or RuntimeApiClientException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (++_failedCount >= MaxNextAttempts)
                {
                    LogGivenUp(e, _failedCount);
                    return 1;
                }

                LogRetry(e, _failedCount);
                await Task.WhenAny(Task.Delay(FirstRetryDelay * Math.Pow(2, _failedCount - 1), time, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A failed handler's reply becomes an error of its own type, as does a reply that the Runtime API refuses.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send)
    {
        HttpResponseMessage? response = _failure is null ? await send().ConfigureAwait(false) : null;
        if (response is not { StatusCode: HttpStatusCode.Accepted })
        {
            Exception failure = _failure
                ?? new HttpRequestException($"The Runtime API answered {(int)response!.StatusCode} to {request.RequestUri}.", null, response.StatusCode);
            _failure = null;
            response?.Dispose();
            LogFailed(failure, RuntimeApiError.TypeOf(failure));
            await api.FailAsync(current.Context!.RequestId, failure).ConfigureAwait(false);
            response = new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request };
        }

        current.Context = null;
        return response;
    }

    /// <summary>Shows the loop what AWS's client posts.</summary>
    private sealed class Posts(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> answer)
        : DelegatingHandler(RuntimeApiClient.NewHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => request.Method == HttpMethod.Post
            ? answer(request, () => base.SendAsync(request, cancellationToken))
            : base.SendAsync(request, cancellationToken);
    }
}
