using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Finds the private IPv4 address in the name of a log stream that is called after its host: the address itself, or
/// EC2's private DNS name <c>ip-10-0-1-23.…</c>, which spells it. As a part of a path, or before the log agent's
/// <c>_file</c> suffix, it is found too.
/// </summary>
public static class LogStreamAddress
{
    private static readonly char[] Separators = ['/', '_'];

    /// <summary>False where the name has no address, or more than one. Never throws.</summary>
    public static bool TryFind(string logStream, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        foreach (string part in logStream.Split(Separators))
        {
            if (!TryRead(part, out IPAddress? found) || found.Equals(address))
            {
                continue;
            }

            if (address is not null)
            {
                address = null;
                return false;
            }

            address = found;
        }

        return address is not null;
    }

    private static bool TryRead(string part, [NotNullWhen(true)] out IPAddress? address)
    {
        string text = part.StartsWith("ip-", StringComparison.Ordinal) ? part.Split('.')[0][3..].Replace('-', '.') : part;

        // IPAddress also reads "10" and "0x0a.1": only what it would write itself, four plain numbers, is an address in a name.
        return IPAddress.TryParse(text, out address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
    }
}
