namespace MutexResponder.Tests.Doubles;

/// <summary>
/// Evidence recorded from a real machine by the collect script, and the same with one section told differently:
/// a case that cannot be made real here is a real one with one difference.
/// </summary>
internal sealed class Recording
{
    private readonly string _text;

    private Recording(string text) => _text = text;

    /// <summary>Reads <c>Diagnosis/Recordings/NAME.txt</c>.</summary>
    public static Recording Load(string name) =>
        new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Diagnosis", "Recordings", name + ".txt")));

    /// <summary>The names of all recordings.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Diagnosis", "Recordings"), "*.txt")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>The section with other content; the section must be there.</summary>
    public Recording With(string section, params string[] lines) => WithHeader(section, $"[{section}]", lines);

    /// <summary>The section with another header and other content.</summary>
    public Recording WithHeader(string section, string header, params string[] lines)
    {
        (string[] all, int at, int end) = Find(section);
        return new Recording(string.Join('\n', [.. all[..at], header, .. lines.Select(line => "|" + line), .. all[end..]]));
    }

    /// <summary>The section's content without the bars.</summary>
    public string[] Lines(string section)
    {
        (string[] all, int at, int end) = Find(section);
        return [.. all[(at + 1)..end].Select(line => line[1..])];
    }

    /// <summary>The text with every occurrence replaced; one at least must be there.</summary>
    public Recording Replacing(string old, string text)
    {
        Assert.Contains(old, _text, StringComparison.Ordinal);
        return new Recording(_text.Replace(old, text, StringComparison.Ordinal));
    }

    /// <summary>The boot id in its marks.</summary>
    public string BootId => _text.Split('\n')[0]["#evidence-begin 2 ".Length..];

    /// <summary>The hash of Apache's configuration in it.</summary>
    public string ConfigHash => MutexResponder.Inspection.EvidenceReader.Read(_text).Evidence!.ConfigHash!.Value.ToString();

    public override string ToString() => _text;

    private (string[] All, int At, int End) Find(string section)
    {
        string[] all = _text.Split('\n');
        int at = Array.FindIndex(all, line => line == $"[{section}]" || line.StartsWith($"[{section} ", StringComparison.Ordinal));
        Assert.True(at >= 0, $"the recording has no section {section}");
        int end = at + 1;
        while (end < all.Length && all[end].StartsWith('|'))
        {
            end++;
        }

        return (all, at, end);
    }
}
