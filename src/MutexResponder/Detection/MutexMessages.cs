using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Detection;

/// <summary>
/// The message codes that speak of Apache's cross-process mutexes, from the source of httpd 2.4.18 to 2.4.62. Only codes that
/// are logged for the server as a whole: a line with a client's address holds that client's text and is never believed, so
/// the per-request ones (AH00659, AH01163 and the like) would never match.
/// </summary>
internal static class MutexMessages
{
    /// <summary>A code's letters; five digits follow.</summary>
    public static ReadOnlySpan<byte> Letters => "AH"u8;

    /// <summary>The length of a code in bytes.</summary>
    public const int CodeLength = 7;

    private static readonly FrozenDictionary<int, MutexMessage> s_byNumber = new MutexMessage[]
    {
        // server/util_mutex.c
        new(23, "core", "emerg", MutexOperation.Create, "Couldn't create the * mutex *"),
        new(24, "core", "emerg", MutexOperation.Create, "Couldn't set permissions on the * mutex; check User and Group directives"),

        // server/mpm/prefork/prefork.c
        new(143, "mpm_prefork", "debug", MutexOperation.OldGeneration, "couldn't grab the accept mutex"),
        new(144, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't grab the accept mutex"),
        new(145, "mpm_prefork", "debug", MutexOperation.OldGeneration, "couldn't release the accept mutex"),
        new(146, "mpm_prefork", "emerg", MutexOperation.Use, "couldn't release the accept mutex"),
        new(155, "mpm_prefork", "emerg", MutexOperation.Open, "Couldn't initialize cross-process lock in child *"),
        new(166, "mpm_prefork", "warn", MutexOperation.OldGeneration, "Ignoring fatal error in child of previous generation (pid *)."),

        // server/mpm/worker/worker.c
        new(272, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_*lock failed before this child process served any requests."),
        new(273, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_*lock failed. Attempting to shutdown process gracefully."),
        new(274, "mpm_worker", "emerg", MutexOperation.Use, "apr_proc_mutex_unlock failed. Attempting to shutdown process gracefully."),
        new(280, "mpm_worker", "emerg", MutexOperation.Open, "Couldn't initialize cross-process lock in child"),
        new(290, "mpm_worker", "warn", MutexOperation.OldGeneration, "Ignoring fatal error in child of previous generation (pid *)."),

        // server/mpm_unix.c, server/main.c, server/listen.c
        new(50, "core", "alert", MutexOperation.Aftermath, "Child * returned a Fatal error... Apache is exiting!"),
        new(2818, "core", "emerg", MutexOperation.Aftermath, "MPM run failed, exiting"),
        new(15, "core", "error", MutexOperation.Aftermath, "Unable to open logs", AtStartup: true),
        new(16, "core", "error", MutexOperation.Aftermath, "Configuration Failed", AtStartup: true),
        new(20, "core", "emerg", MutexOperation.Aftermath, "Configuration Failed, exiting"),
        new(72, "core", "crit", MutexOperation.Aftermath, "make_sock: could not bind to address *", AtStartup: true),

        // modules/ssl
        new(1946, "ssl", "error", MutexOperation.Open, "Cannot reinit * mutex with file *"),
        new(1947, "ssl", "warn", MutexOperation.Open, "Cannot reinit * mutex"),
        new(1948, "ssl", "warn", MutexOperation.Use, "Failed to acquire OCSP * lock"),
        new(1949, "ssl", "warn", MutexOperation.Use, "Failed to release OCSP * lock"),
        new(1959, "ssl", "emerg", MutexOperation.Aftermath, "SSLStapling: cannot initialise stapling mutex"),
        new(2024, "ssl", "error", MutexOperation.Open, "Cannot reinit * mutex with file *"),
        new(2025, "ssl", "warn", MutexOperation.Open, "Cannot reinit * mutex"),
        new(2026, "ssl", "warn", MutexOperation.Use, "Failed to acquire SSL session cache lock"),
        new(2027, "ssl", "warn", MutexOperation.Use, "Failed to release SSL session cache lock"),
        new(10350, "tls", "error", MutexOperation.Open, "Cannot reinit * mutex*"),
        new(10351, "tls", "warn", MutexOperation.Use, "Failed to acquire TLS session cache lock"),
        new(10352, "tls", "warn", MutexOperation.Use, "Failed to release TLS session cache lock"),

        // modules/mappers, modules/proxy
        new(666, "rewrite", "crit", MutexOperation.Open, "mod_rewrite: could not init rewrite_mapr_lock_acquire in child"),
        new(2478, "proxy", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(2479, "proxy", "crit", MutexOperation.Open, "could not init proxy_mutex in child"),
        new(2480, "proxy", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(920, "proxy", "crit", MutexOperation.Open, "Failed to reopen mutex * in child"),
        new(1180, "proxy_balancer", "emerg", MutexOperation.Create, "mutex creation of * : * failed"),

        // modules/aaa, modules/ldap, modules/cache, modules/core, modules/lua
        new(1760, "auth_digest", "error", MutexOperation.Create, "failed to create lock (* - all nonce-count checking and one-time nonces disabled"),
        new(1322, "ldap", "crit", MutexOperation.Open, "Failed to initialise global mutex * in child process"),
        new(10165, "ldap", "crit", MutexOperation.Use, "LDAP cache lock failed"),
        new(10166, "ldap", "crit", MutexOperation.Use, "LDAP cache unlock failed"),
        new(1673, "authn_socache", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(1675, "authn_socache", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(1678, "authn_socache", "crit", MutexOperation.Open, "failed to initialise mutex in child_init"),
        new(2390, "cache_socache", "crit", MutexOperation.Create, "failed to register * mutex"),
        new(2391, "cache_socache", "crit", MutexOperation.Create, "failed to create * mutex"),
        new(2394, "cache_socache", "crit", MutexOperation.Open, "failed to initialise mutex in child_init"),
        new(10095, "watchdog", "crit", MutexOperation.Create, "Watchdog: Failed to create singleton mutex."),
        new(3016, "lua", "crit", MutexOperation.Open, "mod_lua: Failed to reopen mutex * in child"),
    }.ToFrozenDictionary(code => code.Number);

    /// <summary>By number. Half of all lines of a busy log hold a code that is not known, and it takes no more than a look to see that.</summary>
    private static readonly bool[] s_isKnown = KnownNumbers();

    /// <summary>All known codes, in no order.</summary>
    public static IReadOnlyCollection<MutexMessage> All => s_byNumber.Values;

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

    public static bool StartsWithKnownCode(ReadOnlySpan<byte> text) => StartsWithCode(text, out int number) && number < s_isKnown.Length && s_isKnown[number];

    public static bool TryGet(int number, [NotNullWhen(true)] out MutexMessage? code) => s_byNumber.TryGetValue(number, out code);

    /// <summary>Where the first known code stands, -1 where there is none. Costs one vectorised search where there is no AH.</summary>
    public static int IndexOfKnownCode(ReadOnlySpan<byte> text)
    {
        int from = 0;
        while (true)
        {
            int at = text[from..].IndexOf(Letters);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            if (StartsWithKnownCode(text[at..]))
            {
                return at;
            }

            from = at + Letters.Length;
        }
    }

    private static bool[] KnownNumbers()
    {
        bool[] isKnown = new bool[s_byNumber.Keys.Max() + 1];
        foreach (int number in s_byNumber.Keys)
        {
            isKnown[number] = true;
        }

        return isKnown;
    }
}
