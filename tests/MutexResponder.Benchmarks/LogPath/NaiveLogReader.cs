using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MutexResponder.Benchmarks.LogPath;

/// <summary>The comparison: the log path as one would first write it, with the library's own means.</summary>
internal static partial class NaiveLogReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static int CountSignals(byte[] base64Utf8)
    {
        byte[] compressed = Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(base64Utf8));
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        Delivery delivery = JsonSerializer.Deserialize<Delivery>(gzip, Options)!;
        return delivery.LogEvents.Count(logEvent => Signal().IsMatch(logEvent.Message));
    }

    [GeneratedRegex(@"\((43|22|28)\)[^:]*: (AH00144|AH00146|AH00272|AH00273|AH00274|AH00023)\b")]
    private static partial Regex Signal();

    private sealed record Delivery(string MessageType, string Owner, string LogGroup, string LogStream, IReadOnlyList<LogEvent> LogEvents);

    private sealed record LogEvent(string Id, long Timestamp, string Message);
}
