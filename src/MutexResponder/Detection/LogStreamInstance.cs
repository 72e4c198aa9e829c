namespace MutexResponder.Detection;

/// <summary>
/// Finds the instance in a log stream's name. The CloudWatch agent names streams by <c>{instance_id}</c>, alone, before a file name or in a
/// path. It is only a convention, so what is found has to be looked up in EC2 before anything is done. A name that holds two different
/// instances holds none.
/// </summary>
public static class LogStreamInstance
{
    /// <summary>CloudWatch Logs allows no longer name.</summary>
    public const int MaxNameChars = EnvelopeLimits.MaxNameChars;

    private const int ShortIdChars = 10;
    private const int LongIdChars = 19;

    /// <summary>Finds <c>i-</c> and 8 or 17 hexadecimal digits that stand alone: whole, or between <c>/ _ . -</c> and the like.</summary>
    public static bool TryFind(string? logStream, out InstanceId id)
    {
        id = default;
        bool found = false;
        if (logStream is null || logStream.Length > MaxNameChars)
        {
            return false;
        }

        for (int at = logStream.IndexOf("i-", StringComparison.Ordinal); at >= 0; at = logStream.IndexOf("i-", at + 2, StringComparison.Ordinal))
        {
            int end = at + 2;
            while (end < logStream.Length && char.IsAsciiLetterOrDigit(logStream[end]))
            {
                end++;
            }

            bool standsAlone = at == 0 || !char.IsAsciiLetterOrDigit(logStream[at - 1]);
            if (!standsAlone || end - at is not (ShortIdChars or LongIdChars) || !InstanceId.TryParse(logStream[at..end], out InstanceId candidate))
            {
                continue;
            }

            if (found && candidate != id)
            {
                id = default;
                return false;
            }

            id = candidate;
            found = true;
        }

        return found;
    }
}
