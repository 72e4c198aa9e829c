using System.Text.Json;

namespace MutexResponder.Tests.Detection;

/// <summary>A way in which lines of an error log reach CloudWatch Logs.</summary>
/// <param name="Name">What a failing test shows.</param>
/// <param name="Render">The line for what was logged, with what Apache or a shipper puts around it.</param>
internal sealed record LogFormat(string Name, Func<LoggedEvent, string> Render)
{
    private const string Time = "Tue Aug 25 20:51:54.215281 2020";

    public static LogFormat[] All { get; } =
    [
        new("default", Default),
        new("default-syslog", logged => "Aug 25 20:51:54 web1 apache2[930]: " + Default(logged)[(Time.Length + 3)..]),
        new("container", logged => "2020-08-25T20:51:54.215281Z stderr F " + Default(logged)),
        new("shipper-around-default", logged => JsonSerializer.Serialize(new { log = Default(logged) + "\n", stream = "stderr", time = "2020-08-25T20:51:54Z" })),
        new("shipper-with-labels", logged => JsonSerializer.Serialize(new { log = Default(logged) + "\n", kubernetes = new { pod = "web-1", note = "the shop of the house" } })),
        new("shipper-around-json", logged => JsonSerializer.Serialize(new { stream = "stderr", log = Json(logged) + "\n" })),
        new("shipper-message-only", logged => JsonSerializer.Serialize(new Dictionary<string, string> { ["log.file.path"] = "/var/log/apache2/error.log", ["message"] = StatusOf(logged) + logged.Message })),
        new("json", Json),
        new("json-referer-first", logged => $"{{\"referer\":\"{logged.Referer}\",\"ua\":\"{logged.Agent}\",\"level\":\"{logged.Level}\",\"status\":\"{logged.Status}\",\"message\":\"{logged.Message}\"}}"),
        new("json-message-first", logged => $"{{\"message\":\"{StatusOf(logged)}{logged.Message}\",\"x\":\"{logged.Referer}\",\"ua\":\"{logged.Agent}\"}}"),
        new("json-no-level", logged => $"{{\"time\":\"{Time}\",\"status\":\"{logged.Status}\",\"message\":\"{logged.Message}\",\"referer\":\"{logged.Referer}\"}}"),
        new("json-no-level-referer-first", logged => $"{{\"x\":\"{logged.Referer}\",\"status\":\"{logged.Status}\",\"message\":\"{logged.Message}\",\"y\":\"{logged.Agent}\"}}"),
        new("manual-example", logged => $"[{Time}] [{logged.Level}] [pid 930] prefork.c(255): {StatusOf(logged)}{ClientOf(logged)}{logged.Message}"),
        new("level-last", logged => $"[{Time}] {StatusOf(logged)}{logged.Message} [{logged.Level}]"),
        new("host-first", logged => $"web1 [{logged.Module}:{logged.Level}] {StatusOf(logged)}{logged.Message}, referer: {logged.Referer}"),
        new("no-level", logged => $"[{Time}] {StatusOf(logged)}{logged.Message}"),
        new("agent-first", logged => $"\"{logged.Agent}\" [{logged.Level}] {StatusOf(logged)}{logged.Message}"),
        new("key-value", logged => $"time=2020-08-25T20:51:54Z level={logged.Level} pid=930 status=\"{logged.Status}\" msg=\"{logged.Message}\" referer=\"{logged.Referer}\" ua=\"{logged.Agent}\""),
        new("key-value-no-level", logged => $"referer=\"{logged.Referer}\" status=\"{logged.Status}\" msg=\"{logged.Message}\" ua=\"{logged.Agent}\""),
    ];

    public override string ToString() => Name;

    private static string Default(LoggedEvent logged) =>
        $"[{Time}] [{logged.Module}:{logged.Level}] [pid 930] {StatusOf(logged)}{ClientOf(logged)}{logged.Message}{(logged.Referer == "-" ? "" : $", referer: {logged.Referer}")}";

    private static string Json(LoggedEvent logged) =>
        $"{{ \"time\":\"{Time}\", \"function\":\"[{logged.Module}:{logged.Level}]\", \"pid\":\"930\", \"status\":\"{logged.Status}\", \"message\":\"{logged.Message}\", \"client\":\"{logged.Client}\", \"vhost\":\"localhost\", \"referer\":\"{logged.Referer}\", \"agent\":\"{logged.Agent}\" }}";

    private static string StatusOf(LoggedEvent logged) => logged.Status == "-" ? "" : logged.Status + ": ";

    private static string ClientOf(LoggedEvent logged) => logged.Client == "-" ? "" : $"[client {logged.Client}] ";
}
