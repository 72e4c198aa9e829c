using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Detection;

/// <summary>
/// The one table of what Apache logs about its cross-process mutexes: the reader, the pattern of the subscription and the filter of the
/// collecting script are made from it. Codes, levels and texts are those of the sources of httpd 2.4.3 to 2.4.x and trunk, 2.2 and the modules named.
/// </summary>
internal static class MutexMessages
{
    /// <summary>A code's letters; five digits follow.</summary>
    public static ReadOnlySpan<byte> Letters => "AH"u8;

    /// <summary>The word that every message without a code has. A text with neither this nor a known code says nothing.</summary>
    public static ReadOnlySpan<byte> Word => "mutex"u8;

    /// <summary>The length of a code in bytes.</summary>
    public const int CodeLength = 7;

    /// <summary>In the order of their modules.</summary>
    private static readonly ImmutableArray<MutexMessage> s_withCode =
    [
        // server/util_mutex.c
        new(21, "core", "emerg", MutexOperation.Create, "Invalid options were specified when creating the * mutex"),
        new(22, "core", "emerg", MutexOperation.Create, "Can't create mutex of unknown type *"),
        new(23, "core", "emerg", MutexOperation.Create, "Couldn't create the * mutex *"),
        new(24, "core", "emerg", MutexOperation.Create, "Couldn't set permissions on the * mutex; check User and Group directives"),

        // server/mpm/prefork/prefork.c
        new(143, "mpm_prefork", "debug", MutexOperation.OldGeneration, "couldn't grab the accept mutex"),
        new(144, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't grab the accept mutex"),
        new(145, "mpm_prefork", "debug", MutexOperation.OldGeneration, "couldn't release the accept mutex"),
        new(146, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't release the accept mutex"),
        new(155, "mpm_prefork", "emerg", MutexOperation.Open, "Couldn't initialize cross-process lock in child *"),
        new(166, "mpm_prefork", "warn", MutexOperation.OldGeneration, "Ignoring fatal error in child of previous generation (pid *)."),
        new(3282, "mpm_prefork", "crit", MutexOperation.Create, "could not create accept mutex"),

        // server/mpm/worker/worker.c
        new(272, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_*lock failed before this child process served any requests."),
        new(273, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_*lock failed. Attempting to shutdown process gracefully."),
        new(274, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_unlock failed. Attempting to shutdown process gracefully."),
        new(280, "mpm_worker", "emerg", MutexOperation.Open, "Couldn't initialize cross-process lock in child"),
        new(290, "mpm_worker", "warn", MutexOperation.OldGeneration, "Ignoring fatal error in child of previous generation (pid *)."),
        new(3293, "mpm_worker", "crit", MutexOperation.Create, "could not create accept mutex"),

        // server/mpm/motorz/motorz.c of trunk
        new(2855, "mpm_motorz", "debug", MutexOperation.OldGeneration, "couldn't grab the accept mutex"),
        new(2856, "mpm_motorz", "emerg", MutexOperation.Use, "couldn't grab the accept mutex"),
        new(2857, "mpm_motorz", "debug", MutexOperation.OldGeneration, "couldn't release the accept mutex"),
        new(2858, "mpm_motorz", "emerg", MutexOperation.Use, "couldn't release the accept mutex"),
        new(2867, "mpm_motorz", "emerg", MutexOperation.Open, "Couldn't initialize cross-process lock in child *"),
        new(3278, "mpm_motorz", "crit", MutexOperation.Create, "could not create accept mutex", LoggedFor.Startup),

        // server/mpm_unix.c, server/main.c, server/listen.c
        new(50, "core", "alert", MutexOperation.ServerEnd, "Child * returned a Fatal error... Apache is exiting!"),
        new(2818, "core", "emerg", MutexOperation.ServerEnd, "MPM run failed, exiting"),
        new(15, "core", "error", MutexOperation.Aftermath, "Unable to open logs", LoggedFor.Startup),
        new(16, "core", "error", MutexOperation.Aftermath, "Configuration Failed", LoggedFor.Startup),
        new(20, "core", "emerg", MutexOperation.Aftermath, "Configuration Failed, exiting"),
        new(72, "core", "crit", MutexOperation.Aftermath, "make_sock: could not bind to address *", LoggedFor.Startup),

        // modules/ssl; mod_ssl_ct is trunk's
        new(1946, "ssl", "error", MutexOperation.Open, "Cannot reinit * mutex with file *"),
        new(1947, "ssl", "warn", MutexOperation.Open, "Cannot reinit * mutex"),
        new(1948, "ssl", "warn", MutexOperation.Use, "Failed to acquire OCSP * lock"),
        new(1949, "ssl", "warn", MutexOperation.Use, "Failed to release OCSP * lock"),
        new(1959, "ssl", "emerg", MutexOperation.Aftermath, "SSLStapling: cannot initialise stapling mutex"),
        new(2024, "ssl", "error", MutexOperation.Open, "Cannot reinit * mutex with file *"),
        new(2025, "ssl", "warn", MutexOperation.Open, "Cannot reinit * mutex"),
        new(2026, "ssl", "warn", MutexOperation.Use, "Failed to acquire SSL session cache lock"),
        new(2027, "ssl", "warn", MutexOperation.Use, "Failed to release SSL session cache lock"),
        new(2689, "ssl_ct", "error", MutexOperation.Use, "global mutex lock failed"),
        new(2691, "ssl_ct", "error", MutexOperation.Use, "global mutex unlock failed"),
        new(2705, "ssl_ct", "crit", MutexOperation.Open, "could not initialize * mutex in *"),
        new(2712, "ssl_ct", "error", MutexOperation.Create, "could not create global mutex"),
        new(2721, "ssl_ct", "error", MutexOperation.Use, "global mutex lock failed"),
        new(2722, "ssl_ct", "error", MutexOperation.Use, "global mutex unlock failed"),
        new(2743, "ssl_ct", "crit", MutexOperation.Open, "could not initialize * mutex in child"),
        new(10350, "tls", "error", MutexOperation.Open, "Cannot reinit * mutex*"),
        new(10351, "tls", "warn", MutexOperation.Use, "Failed to acquire TLS session cache lock"),
        new(10352, "tls", "warn", MutexOperation.Use, "Failed to release TLS session cache lock"),

        // modules/mappers, modules/proxy
        new(659, "rewrite", "error", MutexOperation.Use, "apr_global_mutex_lock(rewrite_mapr_lock_acquire) failed", LoggedFor.Request),
        new(660, "rewrite", "error", MutexOperation.Use, "apr_global_mutex_unlock(rewrite_mapr_lock_acquire) failed", LoggedFor.Request),
        new(666, "rewrite", "crit", MutexOperation.Open, "mod_rewrite: could not init rewrite_mapr_lock_acquire in child"),
        new(2478, "proxy", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(2479, "proxy", "crit", MutexOperation.Open, "could not init proxy_mutex in child"),
        new(2480, "proxy", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(919, "proxy", "crit", MutexOperation.Open, "no mutex *"),
        new(920, "proxy", "crit", MutexOperation.Open, "Failed to reopen mutex * in child"),
        new(1180, "proxy_balancer", "emerg", MutexOperation.Create, "mutex creation of * : * failed"),
        new(1194, "proxy_balancer", "error", MutexOperation.Use, "*: Lock failed for adding worker", LoggedFor.Request),
        new(1203, "proxy_balancer", "error", MutexOperation.Use, "*: Unlock failed for adding worker", LoggedFor.Request),

        // modules/aaa, modules/ldap, modules/cache, modules/core, modules/lua, modules/dav/fs; AH10165, AH10166 and dav_fs are trunk's
        new(1760, "auth_digest", "error", MutexOperation.Create, "failed to create lock (* - all nonce-count checking and one-time nonces disabled"),
        new(1322, "ldap", "crit", MutexOperation.Open, "Failed to initialise global mutex * in child process"),
        new(10134, "ldap", "crit", MutexOperation.Use, "LDAP cache *lock failed", LoggedFor.Request),
        new(10135, "ldap", "crit", MutexOperation.Use, "LDAP cache *lock failed", LoggedFor.Request),
        new(10165, "ldap", "crit", MutexOperation.Use, "LDAP cache lock failed"),
        new(10166, "ldap", "crit", MutexOperation.Use, "LDAP cache unlock failed"),
        new(1673, "authn_socache", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(1675, "authn_socache", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(1678, "authn_socache", "crit", MutexOperation.Open, "failed to initialise mutex in child_init"),
        new(1683, "authn_socache", "error", MutexOperation.Use, "Failed to release mutex!", LoggedFor.Request),
        new(2390, "cache_socache", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(2391, "cache_socache", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(2394, "cache_socache", "crit", MutexOperation.Open, "failed to initialise mutex in child_init"),
        new(2350, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2355, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2366, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2368, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2371, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2384, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2388, "cache_socache", "error", MutexOperation.Use, "could not acquire lock, ignoring: *", LoggedFor.Request),
        new(2816, "cache_socache", "error", MutexOperation.Use, "could not acquire lock for cache status", LoggedFor.Request),
        new(10095, "watchdog", "crit", MutexOperation.Create, "Watchdog: Failed to create singleton mutex."),
        new(3016, "lua", "crit", MutexOperation.Open, "mod_lua: Failed to reopen mutex * in child"),
        new(10488, "dav_fs", "error", MutexOperation.Open, "child init failed for mutex"),
        new(10489, "dav_fs", "error", MutexOperation.Create, "could not create lock mutex"),
    ];

    private static readonly ImmutableArray<MutexMessage> s_withoutCode =
    [
        // server/mpm/prefork/prefork.c and server/mpm/worker/worker.c: they have codes in trunk.
        new(0, "mpm_prefork", "crit", MutexOperation.Create, "could not create accept mutex", LoggedFor.Startup),
        new(0, "mpm_worker", "crit", MutexOperation.Create, "could not create accept mutex"),

        // httpd 2.2: prefork.c and worker.c. It has no codes, and logs no module.
        new(0, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't grab the accept mutex"),
        new(0, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't release the accept mutex"),
        new(0, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_*lock failed. Attempting to shutdown process gracefully."),

        // Modules of third parties: mod_wsgi 4, mod_auth_mellon, mod_auth_openidc 2.4
        new(0, "wsgi", "crit", MutexOperation.Use, "mod_wsgi (pid=*): Couldn't acquire accept mutex *"),
        new(0, "auth_mellon", "error", MutexOperation.Use, "apr_global_mutex_*lock() failed [*]: *"),
        new(0, "auth_openidc", "error", MutexOperation.Use, "oidc_cache_mutex_*lock: apr_global_mutex_*lock() failed: *"),
    ];

    private static readonly FrozenDictionary<int, MutexMessage> s_byNumber = s_withCode.ToFrozenDictionary(message => message.Number);

    public static ImmutableArray<MutexMessage> All { get; } = [.. s_withCode, .. s_withoutCode];

    /// <summary>Whether the text starts with a code, known or not: AH and exactly five digits.</summary>
    public static bool StartsWithCode(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text.Length < CodeLength || !text.StartsWith(Letters) || (text.Length > CodeLength && char.IsAsciiLetterOrDigit((char)text[CodeLength])))
        {
            return false;
        }

        foreach (byte digit in text[Letters.Length..CodeLength])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    public static bool StartsWithKnownCode(ReadOnlySpan<byte> text) => StartsWithCode(text, out int number) && s_byNumber.ContainsKey(number);

    public static bool TryGet(int number, [NotNullWhen(true)] out MutexMessage? code) => s_byNumber.TryGetValue(number, out code);

    /// <summary>Whether it is logged for a request that met the failure.</summary>
    public static bool IsOfRequest(string code) => All.Any(message => message.ForRequest && message.Code == code);

    /// <summary>The message without a code that the text starts with, of that module and level or of no module and that level.</summary>
    /// <param name="text">From the message's first character.</param>
    /// <param name="module">Empty where the line gives none, as those of httpd 2.2.</param>
    /// <param name="level">Empty at a start; so is the module then.</param>
    /// <param name="message">The row of the table.</param>
    /// <param name="lengthBytes">How much of the text the message takes up.</param>
    public static bool TryGetWithoutCode(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> module, ReadOnlySpan<byte> level, [NotNullWhen(true)] out MutexMessage? message, out int lengthBytes)
    {
        foreach (MutexMessage row in s_withoutCode)
        {
            bool isItsPlace = level.IsEmpty ? row.AtStartup : row.IsLoggedAt(level) && (module.IsEmpty || row.IsLoggedAs(module, level));
            if (isItsPlace && row.TryMatchMessage(text, out lengthBytes) && text[..lengthBytes].IndexOf(Word) >= 0)
            {
                message = row;
                return true;
            }
        }

        message = null;
        lengthBytes = 0;
        return false;
    }

    /// <summary>Whether a text that starts here may be the mark of a message.</summary>
    public static bool StartsWithMark(ReadOnlySpan<byte> text) => StartsWithKnownCode(text) || text.StartsWith(Word);

    /// <summary>Where the first known code or the word stands, -1 where there is neither: then the text is no message.</summary>
    public static int IndexOfMark(ReadOnlySpan<byte> text)
    {
        int word = text.IndexOf(Word), from = 0, end = word < 0 ? text.Length : word;
        while (true)
        {
            int at = text[from..end].IndexOf(Letters);
            if (at < 0)
            {
                return word;
            }

            at += from;
            if (StartsWithKnownCode(text[at..]))
            {
                return at;
            }

            from = at + Letters.Length;
        }
    }
}
