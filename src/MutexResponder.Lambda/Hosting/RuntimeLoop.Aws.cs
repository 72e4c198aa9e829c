// Compiled only with -p:LambdaHost=Aws, in place of RuntimeLoop.cs.
using System.Net;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Routing;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace MutexResponder.Lambda.Hosting;

/// <summary>Serves one invocation after another with AWS's own runtime client and serializer, until the Runtime API is gone.</summary>
public sealed partial class RuntimeLoop(
    RuntimeApiClient api,
    IHandleInvocations handler,
    CurrentInvocation current,
    TimeProvider time,
    ILogger<RuntimeLoop> log)
{
    /// <summary>Posted by AWS's client where the handler failed, and held back by <see cref="Answers"/>.</summary>
    private static readonly FunctionReply NoReply = new() { Outcome = "", Event = "", Summary = "" };

    private bool _hasServed;
    private Exception? _failure;

    /// <returns>The exit status: 0 where the Runtime API ended it, 1 where it cannot be talked to.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        async Task<FunctionReply> HandleAsync(Stream payload, ILambdaContext lambda)
        {
            InvocationContext context = new(
                lambda.AwsRequestId,
                lambda.InvokedFunctionArn,
                string.IsNullOrEmpty(lambda.TraceId) ? null : lambda.TraceId,
                time.GetUtcNow() + lambda.RemainingTime,
                IsColdStart: !_hasServed);
            _hasServed = true;
            current.Context = context;
            try
            {
                return await handler.HandleAsync(payload, context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Thrown on, it would lose its type and be written to the log in another schema.
                _failure = e;
                return NoReply;
            }
        }

        Func<Stream, ILambdaContext, Task<FunctionReply>> handle = HandleAsync;
        using HttpClient http = new(new Answers(this)) { Timeout = Timeout.InfiniteTimeSpan };
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
            .Create(handle, new SourceGeneratorLambdaJsonSerializer<ReplyJson>())
            .UseHttpClient(http)
            .Build();
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
        catch (Exception e) when (e is HttpRequestException or RuntimeApiClientException)
        {
            LogGivenUp(e);
            return 1;
        }
    }

    /// <summary>Sees what AWS's client posts: a failed handler's reply becomes an error of its own type, as does a refused reply.</summary>
    private sealed class Answers(RuntimeLoop loop) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post)
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }

            HttpResponseMessage? response = loop._failure is null ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false) : null;
            if (response is { StatusCode: HttpStatusCode.Accepted })
            {
                loop.current.Context = null;
                return response;
            }

            Exception failure = loop._failure
                ?? new HttpRequestException($"The Runtime API answered {(int)response!.StatusCode} to {request.RequestUri}.", null, response.StatusCode);
            response?.Dispose();
            loop._failure = null;
            loop.LogFailed(failure, RuntimeApiError.TypeOf(failure));
            await loop.api.FailAsync(loop.current.Context!.RequestId, failure, cancellationToken).ConfigureAwait(false);
            loop.current.Context = null;
            return new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request };
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The Runtime API is gone; ending.")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Critical, Message = "The Runtime API gave no usable answer; ending.")]
    private partial void LogGivenUp(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The invocation failed: {ErrorType}.")]
    private partial void LogFailed(Exception exception, string errorType);
}
