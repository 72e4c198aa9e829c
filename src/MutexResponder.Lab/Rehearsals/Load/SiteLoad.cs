using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals.Load;

/// <summary>
/// People who use the site without a pause: on kept connections, on new ones, and with slow downloads, over all ports. It counts what the
/// clients see; a socket is the only thing that it believes. Each worker has its beat, and asks at once where an answer came later than the
/// next beat: a slow machine makes the answers slow, not the load small, until a worker's answers take longer than its beat for good.
/// </summary>
internal sealed class SiteLoad : IAsyncDisposable
{
    private const int KeptConnections = 24;
    private const int NewConnections = 12;
    private const int Downloaders = 4;
    private const int LightShare = 4; // of each of them a fourth
    private const int DownloadBytes = 6 * 1024 * 1024;
    private const int DownloadBufferBytes = 32 * 1024;
    private const string DownloadPath = "/download.bin";

    /// <summary>From one request of a worker of the first two kinds to its next: 36 of them make 327 requests a second where the machine is theirs.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(110);

    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    /// <summary>Between two pieces of a download: it takes some four seconds.</summary>
    private static readonly TimeSpan PiecePause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly byte[] s_page = SiteConnection.Request("/", isLast: false);
    private static readonly byte[] s_lastPage = SiteConnection.Request("/", isLast: true);
    private static readonly byte[] s_download = SiteConnection.Request(DownloadPath, isLast: true);

    private readonly InstanceSockets _sockets;
    private readonly byte[] _downloadHash;
    private readonly int _downloaders;
    private readonly CancellationTokenSource _ended = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private readonly List<string> _lost = [];
    private readonly Task _running;
    private long _lostCount;
    private long _served;
    private long _servedOnKept;
    private long _downloads;
    private long _inFlight;
    private long _stale;

    private SiteLoad(LabInstance instance, byte[] downloadHash, int share)
    {
        _downloaders = Downloaders / share;
        _sockets = new InstanceSockets(instance);
        _downloadHash = downloadHash;
        IReadOnlyList<int> ports = instance.Apache.ListenPorts;
        _running = Task.WhenAll(
        [
            .. Enumerable.Range(0, KeptConnections / share).Select(number => KeepAskingAsync(number, ports[number % ports.Count], requestsPerConnection: 5 + (number * 7))),
            .. Enumerable.Range(0, NewConnections / share).Select(number => KeepAskingAsync(KeptConnections + number, ports[number % ports.Count], requestsPerConnection: 1)),
            .. Enumerable.Range(0, _downloaders).Select(number => KeepDownloadingAsync(ports[number % ports.Count])),
        ]);
    }

    /// <summary>Slow downloads that have begun and not ended.</summary>
    public long DownloadsInFlight => Interlocked.Read(ref _inFlight);

    public LoadCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new LoadCounts(_clock.Elapsed, _served, _servedOnKept, _downloads, _stale, [.. _lost], _lostCount);
            }
        }
    }

    /// <summary>Begins at once, and goes on until it is stopped.</summary>
    /// <param name="instance">Whose site.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="isLight">A fourth of the load: beside another site, which is to have the machine.</param>
    public static async Task<SiteLoad> StartAsync(LabInstance instance, CancellationToken cancellationToken, bool isLight = false)
    {
        byte[] content = RandomNumberGenerator.GetBytes(DownloadBytes);
        await File.WriteAllBytesAsync(instance.DiskPath("/var/www/html" + DownloadPath), content, cancellationToken);
        return new SiteLoad(instance, SHA256.HashData(content), isLight ? LightShare : 1);
    }

    /// <summary>Returns once all kinds of requests have been served, and that many more than now.</summary>
    public async Task AwaitAsync(long moreServed, CancellationToken cancellationToken)
    {
        LoadCounts then = Counts;
        while (Counts is var now && (now.Served < then.Served + moreServed || now.ServedOnKeptConnections == 0 || DownloadsInFlight < _downloaders))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Returns once that many requests more have been lost.</summary>
    public async Task AwaitLostAsync(long more, CancellationToken cancellationToken)
    {
        long then = Counts.LostCount;
        while (Counts.LostCount < then + more)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Returns once the downloads that are in flight now have come to their ends.</summary>
    public async Task AwaitDownloadsAsync(CancellationToken cancellationToken)
    {
        long then = Counts.Downloads;
        while (Counts is var now && now.Downloads + now.LostCount < then + (2 * _downloaders))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Begins nothing new, waits for what is in flight, and says what became of all of it.</summary>
    public async Task<LoadCounts> StopAsync()
    {
        await _ended.CancelAsync();
        await _running;
        _clock.Stop();
        return Counts;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _sockets.Dispose();
        _ended.Dispose();
    }

    private async Task KeepAskingAsync(int number, int port, int requestsPerConnection)
    {
        SiteConnection? connection = null;
        for (TimeSpan next = Beat * number / (KeptConnections + NewConnections); !_ended.IsCancellationRequested; next += Beat)
        {
            TimeSpan ahead = next - _clock.Elapsed;
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, CancellationToken.None);
            }
            else if (ahead < -MostBehind)
            {
                // After a long wait, such as for a server that is gone, it goes on at its pace and makes up for nothing.
                next = _clock.Elapsed;
            }

            bool isLast = (connection?.AnswerCount ?? 0) + 1 >= requestsPerConnection;
            connection = await AskAsync(connection, port, isLast);
        }

        connection?.Dispose();
    }

    /// <returns>The connection where another request may follow on it.</returns>
    private async Task<SiteConnection?> AskAsync(SiteConnection? connection, int port, bool isLast)
    {
        bool isKept = connection is not null;
        using CancellationTokenSource patience = new(Patience);
        try
        {
            connection ??= await SiteConnection.OpenAsync(_sockets, port, null, patience.Token);
            await connection.GetAsync(isLast ? s_lastPage : s_page, null, patience.Token);
            Serve(isKept, isDownload: false);
            if (!isLast && !connection.IsClosing)
            {
                return connection;
            }
        }
        catch (Exception e) when (isKept && !connection!.HasBegun && e is SocketException or EndOfStreamException)
        {
            Interlocked.Increment(ref _stale);
            connection!.Dispose();
            return await AskAsync(null, port, isLast);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or OperationCanceledException or LabException)
        {
            Lose(e);
        }

        connection?.Dispose();
        return null;
    }

    private async Task KeepDownloadingAsync(int port)
    {
        while (!_ended.IsCancellationRequested)
        {
            using CancellationTokenSource patience = new(Patience);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            try
            {
                using SiteConnection connection = await SiteConnection.OpenAsync(_sockets, port, DownloadBufferBytes, patience.Token);
                Interlocked.Increment(ref _inFlight);
                try
                {
                    await connection.GetAsync(
                        s_download,
                        async piece =>
                        {
                            hash.AppendData(piece.Span);
                            if (!_ended.IsCancellationRequested)
                            {
                                await Task.Delay(PiecePause, CancellationToken.None);
                            }
                        },
                        patience.Token);
                }
                finally
                {
                    Interlocked.Decrement(ref _inFlight);
                }

                if (!hash.GetHashAndReset().AsSpan().SequenceEqual(_downloadHash))
                {
                    throw new InvalidDataException("another file came down than lies there");
                }

                Serve(isKept: false, isDownload: true);
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidDataException or OperationCanceledException or LabException)
            {
                Lose(e);
                await Task.Delay(Beat, CancellationToken.None);
            }
        }
    }

    private void Serve(bool isKept, bool isDownload)
    {
        lock (_gate)
        {
            _served++;
            _servedOnKept += isKept ? 1 : 0;
            _downloads += isDownload ? 1 : 0;
        }
    }

    private void Lose(Exception e)
    {
        lock (_gate)
        {
            _lostCount++;
            if (_lost.Count < LoadCounts.MaxLost)
            {
                _lost.Add(e is OperationCanceledException ? $"no whole answer within {Patience.TotalSeconds:0} s" : e.Message);
            }
        }
    }
}
