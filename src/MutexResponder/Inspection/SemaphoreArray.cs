using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One array of Apache's user, from <c>/proc/sysvipc/sem</c>: numeric, untruncated, free of the locale (proc(5)).</summary>
/// <param name="Key">0 for IPC_PRIVATE, which is what APR asks for.</param>
/// <param name="Id">The semid.</param>
/// <param name="Permissions">Octal digits as a number: 600.</param>
/// <param name="SemaphoreCount">Semaphores in the array.</param>
/// <param name="Uid">The owner: Apache's User, after Apache gave it away.</param>
/// <param name="CreatorUid">0 for an Apache that was started by root.</param>
/// <param name="ChangedAt">Last semctl; for Apache's own arrays the time they were made.</param>
public sealed record SemaphoreArray(int Key, int Id, int Permissions, int SemaphoreCount, int Uid, int CreatorUid, DateTimeOffset ChangedAt)
{
    /// <summary>
    /// Looks as APR makes them and Apache gives them away: private key, mode 600, one semaphore, owned by Apache's user, made by root.
    /// Other daemons that root starts can look the same (mod_wsgi), so this alone proves nothing.
    /// </summary>
    public bool HasApacheFingerprint(int apacheUid) =>
        Key == 0 && Permissions == 600 && SemaphoreCount == 1 && Uid == apacheUid && CreatorUid == 0;

    /// <summary>Reads <c>key semid perms nsems uid cuid ctime</c>; null for the header and for anything else. Never throws.</summary>
    public static SemaphoreArray? TryRead(string line)
    {
        string[] f = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (f.Length < 7)
        {
            return null;
        }

        Span<long> n = stackalloc long[7];
        for (int i = 0; i < 7; i++)
        {
            if (!long.TryParse(f[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out n[i]))
            {
                return null;
            }
        }

        if (n[6] is < 0 or > 253_402_300_799)
        {
            return null;
        }

        return new SemaphoreArray(
            unchecked((int)n[0]), unchecked((int)n[1]), unchecked((int)n[2]), unchecked((int)n[3]), unchecked((int)n[4]), unchecked((int)n[5]),
            DateTimeOffset.FromUnixTimeSeconds(n[6]));
    }
}
