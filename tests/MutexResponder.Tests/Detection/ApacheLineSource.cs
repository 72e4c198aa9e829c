using CsCheck;

namespace MutexResponder.Tests.Detection;

/// <summary>Generates lines as httpd's do_errorlog_default prints them (server/log.c).</summary>
internal static class ApacheLineSource
{
    private const string Removed = "(43)Identifier removed: AH00144: couldn't grab the accept mutex";

    public static Gen<string> Time { get; } =
        Gen.Select(
            Gen.OneOf("Mon", "Tue", "Sun"), Gen.OneOf("Jan", "Aug", "Dec"), Gen.Int[1, 31], Gen.Int[0, 86_399], Gen.Int[0, 999_999], Gen.Int[1970, 2099],
            (weekday, month, day, second, micro, year) => $"{weekday} {month} {day:D2} {second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}.{micro:D6} {year}");

    /// <summary>Any text that strerror may give, with colons, in any script, or escaped; but never a code.</summary>
    public static Gen<string> ErrorText { get; } =
        Gen.OneOf(
            Gen.OneOf("Identifier removed", "Invalid argument", "識別子は削除されました", "détail : encore", "\\xe5\\xbc\\x95", ""),
            Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['А', 'я'], Gen.OneOf(' ', ':', '(', ')', '[', ']', '\\', '識')), 0, 60]);

    public static Gen<string> Pid { get; } = Gen.OneOf(
        Gen.Int[1, int.MaxValue].Select(pid => $"[pid {pid}] "),
        Gen.Select(Gen.Int[1, 4_194_304], Gen.Long[1, 281_474_976_710_655], (pid, tid) => $"[pid {pid}:tid {tid}] "));

    /// <summary>What stands before the module: a time, nothing, or syslog's prefix.</summary>
    public static Gen<string> Start { get; } = Gen.OneOf(
        Time.Select(time => $"[{time}] "),
        Gen.Const(""),
        Gen.OneOf("Aug 25 20:51:54 web1 apache2[930]: ", "<130>Aug  5 20:51:54 web1 httpd: ", "2020-08-25T20:51:54.215281+09:00 web1 apache2[930]: "));

    /// <summary>Text of somebody who knows exactly what we look for. Apache escapes line breaks, so there are none.</summary>
    public static Gen<string> Hostile { get; } =
        Gen.OneOf(
            Gen.OneOf(
                Removed,
                "] " + Removed,
                "[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] " + Removed,
                "x] [mpm_prefork:emerg] [pid 930] " + Removed,
                "\\n[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] " + Removed,
                "[core:alert] [pid 1] AH00050: Child 1 returned a Fatal error... Apache is exiting!",
                "Aug 25 20:51:54 web1 apache2[930]: [mpm_prefork:emerg] [pid 930] " + Removed,
                "(43)Identifier removed: couldn't grab the accept mutex",
                "[Tue Aug 25 20:51:54 2020] [emerg] (43)Identifier removed: couldn't grab the accept mutex",
                "(22)Invalid argument: [client 192.0.2.7:4711] AH00659: apr_global_mutex_lock(rewrite_mapr_lock_acquire) failed",
                "oidc_cache_mutex_lock: apr_global_mutex_lock() failed: Invalid argument (22)",
                "(2)x: AH02024: Cannot reinit ssl-cache mutex with file `x'",
                "AH00144: couldn't grab the accept mutex",
                "AH00144", ": AH00144: ", "(43)", "[mpm_prefork:emerg]", "[client ", "] ", "emerg", "AH02026: Failed to acquire SSL session cache lock"),
            Gen.OneOf(
                "\",\"message\":\"", "\", \"msg\":\"", "\",\"level\":\"emerg", "\",\"x\":{\"y\":\"", "\"},\"z\":\"", "\"}", "\"", "\":\"", "{", "-", " - ", " ", "\\\\",
                "level=emerg ", " referer=\"-\"", "[emerg] ", "[ssl:error] ", "msg=\""),
            Gen.Char[' ', '~'].Array[0, 20].Select(chars => new string(chars)))
        .Array[1, 5].Select(string.Concat);
}
