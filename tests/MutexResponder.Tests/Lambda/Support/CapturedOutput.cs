using System.Text;
using System.Text.Json;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>Standard output that can be read back.</summary>
internal sealed class CapturedOutput : IDisposable
{
    private readonly MemoryStream _bytes = new();

    public CapturedOutput() => Output = new LineOutput(_bytes);

    public LineOutput Output { get; }

    public string Text => Encoding.UTF8.GetString(_bytes.ToArray());

    public IReadOnlyList<JsonElement> Lines =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The lines that say something of that name.</summary>
    public IEnumerable<JsonElement> Having(string key) => Lines.Where(line => line.TryGetProperty(key, out _));

    public void Dispose() => Output.Dispose();
}
