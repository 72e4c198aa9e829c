using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals.Load;

/// <summary>One TCP connection to the site and the requests on it, by hand: a client library would hide what is to be counted.</summary>
internal sealed class SiteConnection : IDisposable
{
    private const int MaxHeadBytes = 8192;
    private readonly Socket _socket;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;

    private SiteConnection(Socket socket, int bufferBytes) => (_socket, _buffer) = (socket, new byte[bufferBytes]);

    /// <summary>Answers that came whole on this connection.</summary>
    public int AnswerCount { get; private set; }

    /// <summary>The last answer said that no other follows on this connection.</summary>
    public bool IsClosing { get; private set; }

    /// <exception cref="SocketException">Refused, or no answer.</exception>
    public static async Task<SiteConnection> OpenAsync(InstanceSockets sockets, int port, int? receiveBufferBytes, CancellationToken cancellationToken)
    {
        Socket socket = await sockets.MakeAsync();
        try
        {
            if (receiveBufferBytes is { } bytes)
            {
                // Else the kernels at both ends hold the whole of a slow download, and the server is done with it at once.
                socket.ReceiveBufferSize = bytes;
            }

            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return new SiteConnection(socket, receiveBufferBytes ?? 2 * MaxHeadBytes);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a GET.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="isLast">Asks the server to close after it.</param>
    public static byte[] Request(string path, bool isLast) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: site\r\nUser-Agent: mutex-lab\r\n{(isLast ? "Connection: close\r\n" : "")}\r\n");

    /// <summary>One request and its whole answer.</summary>
    /// <param name="request">From <see cref="Request"/>.</param>
    /// <param name="onBody">Takes the body as it comes; what it waits for slows the download down.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    /// <exception cref="SocketException">The connection was reset.</exception>
    /// <exception cref="EndOfStreamException">It was closed before the answer was whole; the message says whether any of it had come.</exception>
    /// <exception cref="InvalidDataException">What came is no whole HTTP answer with status 200.</exception>
    public async Task GetAsync(ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, ValueTask>? onBody, CancellationToken cancellationToken)
    {
        HasBegun = false;
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request, cancellationToken)..];
        }

        int headBytes = await AwaitHeadAsync(cancellationToken);
        long left = ReadHead(_buffer.AsSpan(_start, headBytes));
        _start += headBytes;
        while (left > 0)
        {
            if (_start == _end)
            {
                await FillAsync(cancellationToken);
            }

            int take = (int)Math.Min(left, _end - _start);
            if (onBody is not null)
            {
                await onBody(_buffer.AsMemory(_start, take));
            }

            _start += take;
            left -= take;
        }

        AnswerCount++;
    }

    /// <summary>A byte of the answer to the last request has come.</summary>
    public bool HasBegun { get; private set; }

    public void Dispose() => _socket.Dispose();

    /// <returns>Its length, with the empty line.</returns>
    private async Task<int> AwaitHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4;
            }

            if (_end - _start > MaxHeadBytes)
            {
                throw new InvalidDataException("an answer without an end of its head");
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <returns>The body's bytes.</returns>
    private long ReadHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidDataException(Encoding.ASCII.GetString(head[..head.IndexOf((byte)'\r')]));
        }

        // As Apache spells them.
        IsClosing = head.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        ReadOnlySpan<byte> name = "\r\nContent-Length: "u8;
        int at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out long bytes, out _) && bytes >= 0
            ? bytes
            : throw new InvalidDataException("an answer without its length");
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0)
        {
            throw new EndOfStreamException(HasBegun ? "closed in the middle of an answer" : "closed before an answer");
        }

        HasBegun = true;
        _end += read;
    }
}
