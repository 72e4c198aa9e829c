using System.Globalization;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>One line of a corpus file: <c>CODE KIND ERRNO PID CONFIDENCE | line</c>, or <c>none | line</c>.</summary>
public sealed record CorpusCase(string Source, string Line, string? Code, SignalKind? Kind, int? Errno, int? Pid, SignalConfidence? Confidence)
{
    private const string Separator = "| ";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Detection", "Corpus");

    public static IReadOnlyList<CorpusCase> ReadAll() =>
        [.. Directory.GetFiles(Folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(ReadFile)];

    /// <summary>So that a failing case names itself.</summary>
    public override string ToString() => Source;

    private static IEnumerable<CorpusCase> ReadFile(string path)
    {
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith('#'))
            {
                yield return Parse(lines[i], $"{Path.GetFileName(path)}:{i + 1}");
            }
        }
    }

    private static CorpusCase Parse(string text, string source)
    {
        int at = text.IndexOf(Separator, StringComparison.Ordinal);
        string[] words = text[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string line = text[(at + Separator.Length)..];
        return words is ["none"]
            ? new CorpusCase(source, line, null, null, null, null, null)
            : new CorpusCase(source, line, words[0], Enum.Parse<SignalKind>(words[1]), Number(words[2]), Number(words[3]), Enum.Parse<SignalConfidence>(words[4]));
    }

    private static int? Number(string word) => word == "-" ? null : int.Parse(word, CultureInfo.InvariantCulture);
}
