namespace MutexResponder.Detection;

/// <summary>
/// Finds the instance in a log stream's name. The CloudWatch agent names streams by <c>{instance_id}</c>, <c>{hostname}</c>,
/// <c>{local_hostname}</c> or <c>{ip_address}</c>, alone, before a file name or in a path. It is only a convention, so what is found
/// has to be looked up in EC2 before anything is done. A name that holds two different instances holds none.
/// </summary>
public static class LogStreamInstance
{
    /// <summary>CloudWatch Logs allows no longer name.</summary>
    public const int MaxNameChars = EnvelopeLimits.MaxNameChars;

    private const int ShortIdChars = 10;
    private const int LongIdChars = 19;
    private const int MaxHostChars = 253;

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

    /// <summary>
    /// Finds <c>ip-10-0-0-1.eu-west-1.compute.internal</c>, <c>ip-10-0-0-1.ec2.internal</c>, <c>ip-10-0-0-1</c> alone, or a private
    /// IPv4 address, whole or as a part of a path.
    /// </summary>
    public static bool TryFindHost(string? logStream, out InstanceHost host)
    {
        host = default;
        bool found = false;
        if (logStream is null || logStream.Length > MaxNameChars)
        {
            return false;
        }

        foreach (Range range in logStream.AsSpan().SplitAny("/_:@ "))
        {
            if (!TryReadHost(logStream.AsSpan(range), out InstanceHost candidate))
            {
                continue;
            }

            if (found && candidate != host)
            {
                host = default;
                return false;
            }

            host = candidate;
            found = true;
        }

        return found;
    }

    private static bool TryReadHost(ReadOnlySpan<char> part, out InstanceHost host)
    {
        host = default;
        if (part.Length > MaxHostChars)
        {
            return false;
        }

        if (!part.StartsWith("ip-", StringComparison.OrdinalIgnoreCase))
        {
            bool isAddress = TryReadAddress(part, '.', out string address) && IsPrivate(part);
            host = isAddress ? new InstanceHost(InstanceHostKind.PrivateIpAddress, address) : default;
            return isAddress;
        }

        int dot = part.IndexOf('.');
        if (!TryReadAddress(dot < 0 ? part[3..] : part[3..dot], '-', out string named))
        {
            return false;
        }

        if (dot < 0)
        {
            host = new InstanceHost(InstanceHostKind.PrivateIpAddress, named);
            return true;
        }

        if (!IsEc2Domain(part[(dot + 1)..]))
        {
            return false;
        }

        host = new InstanceHost(InstanceHostKind.PrivateDnsName, part.ToString().ToLowerInvariant());
        return true;
    }

    /// <summary><c>ec2.internal</c> (us-east-1) or <c>REGION.compute.internal</c>.</summary>
    private static bool IsEc2Domain(ReadOnlySpan<char> domain)
    {
        const string RegionSuffix = ".compute.internal";
        if (domain.Equals("ec2.internal", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!domain.EndsWith(RegionSuffix, StringComparison.OrdinalIgnoreCase) || domain.Length == RegionSuffix.Length)
        {
            return false;
        }

        foreach (char c in domain[..^RegionSuffix.Length])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Four numbers from 0 to 255 without leading zeros.</summary>
    private static bool TryReadAddress(ReadOnlySpan<char> text, char separator, out string address)
    {
        address = "";
        int count = 0;
        foreach (Range range in text.Split(separator))
        {
            ReadOnlySpan<char> number = text[range];
            bool isNumber = number.Length is >= 1 and <= 3 && number.IndexOfAnyExceptInRange('0', '9') < 0 && (number.Length == 1 || number[0] != '0');
            if (++count > 4 || !isNumber || ToNumber(number) > byte.MaxValue)
            {
                return false;
            }
        }

        address = count == 4 ? text.ToString().Replace(separator, '.') : "";
        return count == 4;
    }

    /// <summary>RFC 1918 and RFC 6598: a version such as 2.4.18.1 is no host.</summary>
    private static bool IsPrivate(ReadOnlySpan<char> address)
    {
        int dot = address.IndexOf('.');
        int second = dot + 1 + address[(dot + 1)..].IndexOf('.');
        int high = ToNumber(address[..dot]);
        int low = ToNumber(address[(dot + 1)..second]);
        return high == 10
            || (high == 172 && low is >= 16 and <= 31)
            || (high == 192 && low == 168)
            || (high == 100 && low is >= 64 and <= 127);
    }

    private static int ToNumber(ReadOnlySpan<char> digits)
    {
        int value = 0;
        foreach (char digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
