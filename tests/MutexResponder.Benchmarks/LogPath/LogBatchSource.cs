using System.Globalization;
using System.Text.Json.Nodes;
using MutexResponder.Lab.Aws.Events;

namespace MutexResponder.Benchmarks.LogPath;

/// <summary>A delivery of CloudWatch Logs as a busy site would cause it. The same at every run.</summary>
internal static class LogBatchSource
{
    public const int LineCount = 10_000;
    private const int Seed = 144;
    private static readonly DateTimeOffset FirstAt = new(2026, 11, 23, 13, 0, 0, TimeSpan.Zero);
    private static readonly string[] Paths = ["/var/www/html/index.php", "/var/www/html/api/v2/orders", "/var/www/html/.git/config", "/var/www/html/images/logo.svg"];

    /// <param name="signalEvery">Every so manieth line tells of the removed mutex; 0 for none.</param>
    /// <returns>The whole event, as the function is invoked with it.</returns>
    public static byte[] Event(int signalEvery)
    {
        var random = new Random(Seed);
        return EventShapes.LogBatch("i-0abc1234def567890", Enumerable.Range(1, LineCount).Select(number =>
        {
            DateTimeOffset at = FirstAt.AddMilliseconds(number * 7);
            return (at, signalEvery > 0 && number % signalEvery == 0 ? Signal(at, random) : Noise(at, random));
        }));
    }

    /// <summary>The value of <c>awslogs.data</c>, UTF-8 of base64.</summary>
    public static byte[] Data(byte[] logEvent) =>
        System.Text.Encoding.ASCII.GetBytes(JsonNode.Parse(logEvent)!["awslogs"]!["data"]!.GetValue<string>());

    private static string Signal(DateTimeOffset at, Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"[{at:ddd MMM dd HH:mm:ss.ffffff yyyy}] [mpm_prefork:emerg] [pid {random.Next(300, 99_999)}] (43)Identifier removed: AH00144: couldn't grab the accept mutex");

    private static string Noise(DateTimeOffset at, Random random)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"[{at:ddd MMM dd HH:mm:ss.ffffff yyyy}] [core:error] [pid {random.Next(300, 99_999)}] [client 203.0.113.{random.Next(1, 255)}:{random.Next(1024, 65_535)}]");
        string path = Paths[random.Next(Paths.Length)];
        return random.Next(3) switch
        {
            0 => $"{where} AH00037: Symbolic link not allowed or link target not accessible: {path}",
            1 => $"{where} AH01630: client denied by server configuration: {path}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{where} PHP Warning:  Undefined array key \"q{random.Next(100)}\" in {path} on line {random.Next(1, 900)}"),
        };
    }
}
