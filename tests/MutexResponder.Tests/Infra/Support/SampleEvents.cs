using System.IO.Compression;
using System.Text.Json.Nodes;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>The events of <c>infra/events</c>.</summary>
internal static class SampleEvents
{
    private const int MaxInflatedBytes = 1024 * 1024;

    public static IReadOnlyList<string> Names { get; } = [.. RepositoryFiles.List("infra/events", "*.json").Select(path => Path.GetFileNameWithoutExtension(path))];

    public static JsonObject Read(string name) => (JsonObject)JsonNode.Parse(RepositoryFiles.Read($"infra/events/{name}.json"))!;

    /// <summary>What CloudWatch Logs packed into <c>awslogs.data</c>: base64 of gzip of JSON.</summary>
    public static JsonObject ReadLogs(string name)
    {
        byte[] packed = Convert.FromBase64String((string)Read(name)["awslogs"]!["data"]!);
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        byte[] buffer = new byte[MaxInflatedBytes];
        int length = gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return (JsonObject)JsonNode.Parse(buffer.AsSpan(0, length))!;
    }
}
