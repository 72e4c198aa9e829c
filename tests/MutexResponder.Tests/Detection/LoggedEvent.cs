using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>What Apache had to log, before any format. A hyphen stands for what is not there, as with <c>%-a</c>.</summary>
internal sealed record LoggedEvent(string Module, string Level, string Status, string Message, string Client, string Referer, string Agent)
{
    private const string NotThere = "-";

    /// <summary>The messages that hold a request's words: a path, a query, a user's name, what a CGI script or an application printed.</summary>
    private static readonly Gen<(string Module, string Message)> s_carrier = Gen.OneOf(
        ("core", "AH00126: Invalid URI in request GET {0} HTTP/1.1"),
        ("core", "AH10244: invalid URI path ({0})"),
        ("core", "File does not exist: /var/www/{0}"),
        ("cgi", "script '/usr/lib/cgi-bin/{0}' not found or unable to stat"),
        ("auth_basic", "AH01618: user {0} not found: /private"),
        ("authz_core", "AH01630: client denied by server configuration: /var/www/?{0}"),
        ("cgi", "AH01215: stderr from /usr/lib/cgi-bin/a: {0}"),
        ("cgi", "AH01215: {0}"),
        ("php", "PHP Warning:  Undefined array key \"{0}\" in /var/www/x.php on line 3"),
        ("php", "PHP Notice:  {0}"),
        ("security2", "ModSecurity: Warning. Matched phrase \"{0}\" at REQUEST_HEADERS:User-Agent."),
        ("rewrite", "AH00670: Options FollowSymLinks and SymLinksIfOwnerMatch are both off: {0}"));

    /// <summary>What the server logs for itself.</summary>
    public static Gen<(MutexMessage Row, LoggedEvent Logged)> OfServer { get; } =
        Gen.OneOf(MutexMessages.All.Where(row => row is { HasCode: true, ForRequest: false }).ToArray()).Select(row => (row, new LoggedEvent(
            row.Module, row.Level, "(43)Identifier removed", $"{row.Code}: {row.Message.Replace("*", "x-1", StringComparison.Ordinal)}", NotThere, NotThere, NotThere)));

    /// <summary>What it logs for a request of somebody who knows what we look for, in one of the request's parts or in several.</summary>
    public static Gen<LoggedEvent> OfRequest { get; } =
        Gen.Select(s_carrier, ApacheLineSource.Hostile, Words(), Words(), Gen.OneOf(NotThere, "(13)Permission denied", "(36)File name too long"))
            .Select((carrier, text, referer, agent, status) => new LoggedEvent(
                carrier.Module, "error", status, carrier.Message.Replace("{0}", text, StringComparison.Ordinal), "192.0.2.7:4711", referer, agent));

    private static Gen<string> Words() => Gen.OneOf(Gen.Const(NotThere), Gen.Const("http://example.org/"), ApacheLineSource.Hostile);
}
