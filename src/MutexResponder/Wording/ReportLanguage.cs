using System.Collections.Immutable;

namespace MutexResponder.Wording;

/// <summary>The language of what is said to people. Quoted evidence stays as the machine printed it.</summary>
/// <remarks>A language is a file <c>Wording/TAG.txt</c>, embedded in this assembly, and its name here. The file is read when the first text of it is shown.</remarks>
public sealed class ReportLanguage
{
    private readonly Lazy<Words> _words;

    private ReportLanguage(string tag)
        : this(tag, () => Load(tag))
    {
    }

    /// <param name="tag">BCP 47.</param>
    /// <param name="words">Its texts.</param>
    internal ReportLanguage(string tag, Func<Words> words) => (Tag, _words) = (tag, new Lazy<Words>(words));

    public static ReportLanguage English { get; } = new("en");

    public static ReportLanguage Japanese { get; } = new("ja");

    public static ImmutableArray<ReportLanguage> All { get; } = [English, Japanese];

    /// <summary>BCP 47, by which people and settings name it: <c>en</c>, <c>ja</c>.</summary>
    public string Tag { get; }

    public Words Words => _words.Value;

    /// <summary>Accepts exactly a tag of <see cref="All"/>; else it is English. Never throws.</summary>
    public static bool TryRead(string? tag, out ReportLanguage language)
    {
        ReportLanguage? found = All.FirstOrDefault(one => one.Tag == tag);
        language = found ?? English;
        return found is not null;
    }

    public override string ToString() => Tag;

    private static Words Load(string tag)
    {
        using Stream file = typeof(ReportLanguage).Assembly.GetManifestResourceStream(tag + ".txt")
            ?? throw new InvalidOperationException($"Wording/{tag}.txt is not in the assembly.");
        using var reader = new StreamReader(file);
        return Words.Parse(reader.ReadToEnd());
    }
}
