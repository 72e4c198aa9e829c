using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>
/// The four calls of the Lambda Runtime API, version 2018-06-01 (Lambda Developer Guide, "Using the Lambda runtime API
/// for custom runtimes").
/// </summary>
public sealed class RuntimeApiClient : IDisposable
{
    private const int MaxErrorMessageChars = 4_096;

    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private bool _hasServed;

    /// <param name="address">Host and port from <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
    /// <param name="time">Times the posts.</param>
    public RuntimeApiClient(string address, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(NewHandler())
        {
            BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"),
            // The process may be frozen for hours while it waits for the next invocation.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How the Runtime API is reached: it is on this machine, and who is not answered within seconds will not be.</summary>
    public static SocketsHttpHandler NewHandler() => new() { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), ActivityHeadersPropagator = null };

    /// <summary>True where nobody listens at the address any more: the environment is shutting down.</summary>
    public static bool IsGone(HttpRequestException failure) =>
        failure is { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    /// <summary>Waits for the next invocation, without a time-out.</summary>
    /// <exception cref="HttpRequestException">No usable answer.</exception>
    public async Task<NextInvocation> NextAsync(CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await GetNextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            response.EnsureSuccessStatusCode();
            NextInvocation next = new(ReadContext(response.Headers), response);
            _hasServed = true;
            return next;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <exception cref="HttpRequestException">The API did not take the response.</exception>
    public Task RespondAsync(string requestId, FunctionReply reply) =>
        PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/response", reply.ToJson(), null);

    /// <exception cref="HttpRequestException">The API did not take the error.</exception>
    public Task FailAsync(string requestId, Exception exception) =>
        PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/error", exception);

    /// <summary>Says that the function cannot start. The process ends after it.</summary>
    /// <exception cref="HttpRequestException">The API did not take the error.</exception>
    public Task FailInitAsync(Exception exception) =>
        PostAsync("init/error", exception);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> GetNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetAsync("invocation/next", HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Only the connecting has a bound; the handler tells of it as if somebody had cancelled.
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The Runtime API took no connection in time.", e);
        }
    }

    private InvocationContext ReadContext(HttpResponseHeaders headers)
    {
        if (Header(headers, "Lambda-Runtime-Aws-Request-Id") is not { Length: > 0 } requestId)
        {
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Runtime API sent an invocation without a request id.");
        }

        DateTimeOffset deadline = long.TryParse(Header(headers, "Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : _time.GetUtcNow().AddSeconds(30);
        return new InvocationContext(
            requestId,
            Header(headers, "Lambda-Runtime-Invoked-Function-Arn") ?? "",
            Header(headers, "Lambda-Runtime-Trace-Id"),
            deadline,
            IsColdStart: !_hasServed);
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private Task PostAsync(string path, Exception exception)
    {
        // An error that the function chose to raise explains itself; a stack would only hide the sentence.
        string type = RuntimeApiError.TypeOf(exception);
        string[] stack = exception is FunctionErrorException ? [] : StackLines(exception);
        string message = exception.Message.Length <= MaxErrorMessageChars ? exception.Message : exception.Message[..MaxErrorMessageChars];
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new RuntimeApiError(message, type, stack), ReplyJson.Readable.RuntimeApiError);
        return PostAsync(path, body, type);
    }

    private static string[] StackLines(Exception exception) =>
        [.. (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(RuntimeApiError.MaxStackLines)];

    private async Task PostAsync(string path, byte[] body, string? errorType)
    {
        using CancellationTokenSource timeout = new(PostTimeout, _time);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                throw new HttpRequestException($"The Runtime API answered {(int)response.StatusCode} to {path}.", null, response.StatusCode);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new HttpRequestException($"The Runtime API did not answer {path} in time.", e);
        }
    }
}

/// <summary>An invocation as the Runtime API handed it out.</summary>
/// <param name="Context">Its headers.</param>
/// <param name="Response">The open response; disposing gives its connection back.</param>
public sealed record NextInvocation(InvocationContext Context, HttpResponseMessage Response) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
