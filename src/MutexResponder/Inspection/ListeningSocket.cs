using System.Collections.Immutable;
using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One listening TCP socket, from <c>/proc/net/tcp</c> or <c>tcp6</c>.</summary>
/// <param name="Port">The local port.</param>
/// <param name="ApachePids">Processes with the server's file that hold it, another Apache's among them; empty where others do.</param>
public sealed record ListeningSocket(int Port, ImmutableArray<int> ApachePids)
{
    /// <summary>Reads <c>tcp PORT HEXADDR INODE pids=1,2</c>; null for anything else. Never throws.</summary>
    public static ListeningSocket? TryRead(string line)
    {
        string[] f = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (f.Length < 4 || !f[0].StartsWith("tcp", StringComparison.Ordinal)
            || !int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is <= 0 or > 65535)
        {
            return null;
        }

        var pids = ImmutableArray.CreateBuilder<int>();
        if (f.Length > 4 && f[4].StartsWith("pids=", StringComparison.Ordinal))
        {
            foreach (string word in f[4][5..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                {
                    pids.Add(pid);
                }
            }
        }

        return new ListeningSocket(port, pids.ToImmutable());
    }
}
