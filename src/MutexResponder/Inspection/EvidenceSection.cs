using System.Collections.Immutable;

namespace MutexResponder.Inspection;

/// <summary>One section of the collect script's output.</summary>
/// <param name="Name">Such as <c>runcfg</c>.</param>
/// <param name="ExitStatus">Exit status of the command it shows, null where it shows none.</param>
/// <param name="IsCut">The script cut it at its bound: absence proves nothing here.</param>
/// <param name="Lines">Its lines without the leading bar.</param>
public sealed record EvidenceSection(string Name, int? ExitStatus, bool IsCut, ImmutableArray<string> Lines)
{
    /// <summary>The header's <c>total=</c>: how many entries there are, listed or cut; null where it says nothing.</summary>
    public int? Total { get; init; }

    /// <summary>The header's <c>semaphores=</c>: those of all arrays together; null where it says nothing.</summary>
    public int? Semaphores { get; init; }

    /// <summary>The value of the first <c>key=value</c> line of that key; null where there is none or it is empty.</summary>
    public string? Value(string key)
    {
        foreach (string line in Lines)
        {
            if (line.Length > key.Length + 1 && line[key.Length] == '=' && line.StartsWith(key, StringComparison.Ordinal))
            {
                return line[(key.Length + 1)..];
            }
        }

        return null;
    }

    /// <summary>All values of a key, in order.</summary>
    public IEnumerable<string> Values(string key) =>
        Lines.Where(line => line.Length > key.Length && line[key.Length] == '=' && line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..]);
}
