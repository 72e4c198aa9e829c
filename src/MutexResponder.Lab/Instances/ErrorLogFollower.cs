using System.Runtime.CompilerServices;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The complete lines appended to one log file since this object was made. A file that was renamed is read to its end before the new one is
/// begun, a file that was cut is read from its start, and a file that is not there yet is waited for. One reader at a time.
/// </summary>
public sealed class ErrorLogFollower : IDisposable
{
    /// <summary>What is kept of a longer line: Apache's own bound is 8,192.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly string _path;
    private readonly LineBuffer _line = new(MaxLineBytes);
    private readonly Queue<string> _ready = new(); // outlives a reader that stops in the middle of a chunk
    private FileIdentity? _current;
    private FileStream? _file;

    /// <param name="path">The log file.</param>
    public ErrorLogFollower(string path)
    {
        _path = path;
        _current = FileIdentity.Of(path);
        _file = Open();
        _file?.Seek(0, SeekOrigin.End);
    }

    /// <summary>The lines not yet read, then those to come: without their line feed, bytes outside UTF-8 replaced, until the token is cancelled; then it ends without an exception.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[16 * 1024];
        while (!cancellationToken.IsCancellationRequested)
        {
            while (_ready.TryDequeue(out string? next))
            {
                yield return next;
            }

            // Asked before the read: what is written between the two belongs to the old file and is read first.
            FileIdentity? named = FileIdentity.Of(_path);
            int read = _file is null ? 0 : Read(_file, chunk);
            if (read > 0)
            {
                foreach (string complete in _line.Take(chunk.AsMemory(0, read)))
                {
                    _ready.Enqueue(complete);
                }
            }
            else if (named is not null && (named != _current || _file is null))
            {
                _file?.Dispose();
                _file = Open();
                _current = named;
                _line.Clear();
            }
            else
            {
                await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private static int Read(FileStream file, byte[] chunk)
    {
        if (file.Length < file.Position)
        {
            file.Position = 0; // copytruncate
        }

        return file.Read(chunk);
    }

    private FileStream? Open()
    {
        try
        {
            return new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException)
        {
            return null; // not there, or renamed again meanwhile: the next turn sees it
        }
    }
}
