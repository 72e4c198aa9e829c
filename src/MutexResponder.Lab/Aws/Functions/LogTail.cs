namespace MutexResponder.Lab.Aws.Functions;

/// <summary>The newest lines of a log, bounded in number and length.</summary>
public sealed class LogTail(int maxLines, int maxLineLength)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>A copy, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == maxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line.Length <= maxLineLength ? line : line[..maxLineLength]);
        }
    }
}
