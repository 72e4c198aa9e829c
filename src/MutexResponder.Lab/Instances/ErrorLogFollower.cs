using System.Runtime.CompilerServices;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The complete lines appended to one log file since this object was made. A file that was renamed is read to its end before the new one is
/// begun, a file that was cut is read from its start, and a file that is not there yet is waited for.
/// </summary>
public sealed class ErrorLogFollower
{
    /// <summary>What is kept of a longer line: Apache's own bound is 8,192.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly string _path;
    private readonly long _startOffset;
    private readonly FileIdentity? _startFile;

    /// <param name="path">The log file.</param>
    public ErrorLogFollower(string path)
    {
        _path = path;
        _startFile = FileIdentity.Of(path);
        _startOffset = _startFile is null ? 0 : new FileInfo(path).Length;
    }

    /// <summary>Lines without their line feed, bytes outside UTF-8 replaced, until the token is cancelled; then it ends without an exception.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileIdentity? current = _startFile;
        FileStream? file = current is null ? null : Open(_startOffset);
        LineBuffer line = new(MaxLineBytes);
        byte[] chunk = new byte[16 * 1024];
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // Asked before the read: what is written between the two belongs to the old file and is read first.
                FileIdentity? named = FileIdentity.Of(_path);
                int read = file is null ? 0 : Read(file, chunk);
                if (read > 0)
                {
                    foreach (string complete in line.Take(chunk.AsMemory(0, read)))
                    {
                        yield return complete;
                    }
                }
                else if (named is not null && named != current)
                {
                    file?.Dispose();
                    file = Open(offset: 0);
                    current = named;
                    line.Clear();
                }
                else
                {
                    await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static int Read(FileStream file, byte[] chunk)
    {
        if (file.Length < file.Position)
        {
            file.Position = 0; // copytruncate
        }

        return file.Read(chunk);
    }

    private FileStream? Open(long offset)
    {
        try
        {
            FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            file.Position = offset;
            return file;
        }
        catch (IOException)
        {
            return null; // renamed again meanwhile: the next turn sees it
        }
    }
}
