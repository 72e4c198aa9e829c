using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MutexResponder.Lab.Aws.Events;

namespace MutexResponder.Tests.Detection;

/// <summary>Makes deliveries as CloudWatch Logs sends them.</summary>
internal static class EnvelopeSource
{
    public const string Instance = "i-0abc1234def567890";
    public const long FirstTimestamp = 1_598_356_314_215;

    /// <summary>A delivery whose events hold these messages, one millisecond apart.</summary>
    public static string DataMessageJson(params IEnumerable<string> messages) => JsonSerializer.Serialize(
        new
        {
            messageType = "DATA_MESSAGE",
            owner = "123456789012",
            logGroup = "/var/log/apache2/error.log",
            logStream = Instance,
            subscriptionFilters = (string[])["accept-mutex"],
            logEvents = messages.Select((message, index) => new
            {
                id = $"3561234567890123456789012345678901234567890123456789{index:D4}",
                timestamp = FirstTimestamp + index,
                message,
            }),
        },
        EventShapes.AsAwsWritesIt);

    /// <summary>The same delivery with whatever may be escaped, an apostrophe for one.</summary>
    public static string Escaped(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);

    public static byte[] DataMessage(params IEnumerable<string> messages) => FromJson(DataMessageJson(messages));

    public static byte[] FromJson(string json) => FromGzip(Gzip(Encoding.UTF8.GetBytes(json)));

    public static byte[] FromGzip(byte[] gzip) => Encoding.ASCII.GetBytes(Convert.ToBase64String(gzip));

    public static byte[] Gzip(byte[] data)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return target.ToArray();
    }
}
