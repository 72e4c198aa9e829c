using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// Asks an instance's site over HTTP, on a new connection each time, from inside its network namespace. Mind that a connection wakes an orphan
/// child of a dead Apache, which then ends: a probe can change what it looks at.
/// </summary>
public sealed class HttpProbe(LabInstance instance)
{
    private const int MaxBodyBytes = 4096;

    /// <param name="port">TCP port on 127.0.0.1 of the instance.</param>
    /// <param name="timeout">For the whole exchange.</param>
    /// <param name="cancellationToken">Ends the wait with an exception, unlike the timeout.</param>
    /// <param name="path">Absolute path.</param>
    public async Task<ProbeResult> GetAsync(int port, TimeSpan timeout, CancellationToken cancellationToken, string path = "/")
    {
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 64,
        };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
            request.Headers.ConnectionClose = true;
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("mutex-lab", null));
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return new ProbeResult((int)response.StatusCode, null, await ReadStartAsync(response, deadline.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failed(ProbeFailure.TimedOut, $"no answer within {timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or LabException)
        {
            return ProbeResult.Failed(Classify(e), e.Message);
        }
    }

    private static ProbeFailure Classify(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return ProbeFailure.ConnectionRefused;
                case SocketException { SocketErrorCode: SocketError.ConnectionReset }:
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return ProbeFailure.NoAnswer;
                case LabException:
                    return ProbeFailure.InstanceDown;
            }
        }

        return ProbeFailure.Other;
    }

    private static async Task<string> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] start = new byte[MaxBodyBytes];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(start, 0, read);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using InstanceSockets sockets = new(instance);
        Socket socket = await sockets.MakeAsync();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
