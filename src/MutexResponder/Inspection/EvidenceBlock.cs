using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Wording;

namespace MutexResponder.Inspection;

/// <summary>
/// The raw result of <c>infra/ssm/scripts/collect.sh</c>: the last complete block between
/// <c>#evidence-begin 2 BOOT</c> and <c>#evidence-end 2 BOOT</c>. Content lines start with a bar,
/// so nothing that a tool or a log printed can pass for a header or an end mark.
/// </summary>
public sealed class EvidenceBlock
{
    /// <summary>SSM keeps 24,000 characters of a step; a pasted text may be longer, not endless.</summary>
    public const int MaxTextChars = 1_000_000;

    private const string BeginMark = "#evidence-begin 2 ";
    private const string EndMark = "#evidence-end 2 ";

    private readonly ImmutableDictionary<string, EvidenceSection> _sections;

    private EvidenceBlock(BootId bootId, ImmutableDictionary<string, EvidenceSection> sections)
    {
        BootId = bootId;
        _sections = sections;
    }

    /// <summary>The boot id of both marks.</summary>
    public BootId BootId { get; }

    /// <summary>The section of that name; an empty one where the script printed none.</summary>
    public EvidenceSection this[string name] => _sections.GetValueOrDefault(name) ?? new EvidenceSection(name, null, false, []);

    /// <summary>Whether the script printed the section at all.</summary>
    public bool Has(string name) => _sections.ContainsKey(name);

    /// <summary>Names of the sections the script cut at their bound, sorted.</summary>
    public IEnumerable<string> CutSections =>
        _sections.Values.Where(section => section.IsCut).Select(section => section.Name).Order(StringComparer.Ordinal);

    private static Statement TooLong(int chars, int max) => new("evidence-too-long", ("chars", chars), ("max", max));

    private static Statement Cut => new("evidence-without-end");

    private static Statement OfOlderFormat => new("evidence-of-older-format");

    private static Statement None => new("evidence-none");

    /// <summary>Never throws. Exactly one of the two results is set.</summary>
    public static (EvidenceBlock? Block, Statement? Error) Read(string text)
    {
        if (text.Length > MaxTextChars)
        {
            return (null, TooLong(text.Length, MaxTextChars));
        }

        string[] lines = text.Split('\n');
        (int begin, int end, BootId boot) = LastCompleteBlock(lines);
        if (begin < 0)
        {
            return (null, text.Contains(BeginMark, StringComparison.Ordinal)
                ? Cut
                : text.Contains("#evidence-begin 1 ", StringComparison.Ordinal)
                    ? OfOlderFormat
                    : None);
        }

        var sections = ImmutableDictionary.CreateBuilder<string, EvidenceSection>(StringComparer.Ordinal);
        int at = begin + 1;
        while (at < end)
        {
            string header = lines[at].TrimEnd('\r');
            at++;
            if (TryReadHeader(header) is not { } section)
            {
                // A stray line between sections is a tool's stderr; it belongs to nothing.
                continue;
            }

            var content = ImmutableArray.CreateBuilder<string>();
            while (at < end && lines[at].StartsWith('|'))
            {
                content.Add(lines[at][1..].TrimEnd('\r'));
                at++;
            }

            sections.TryAdd(section.Name, section with { Lines = content.ToImmutable() });
        }

        return (new EvidenceBlock(boot, sections.ToImmutable()), null);
    }

    private static (int Begin, int End, BootId BootId) LastCompleteBlock(string[] lines)
    {
        (int Begin, int End, BootId BootId) last = (-1, -1, default);
        (int At, BootId BootId) open = (-1, default);
        for (int i = 0; i < lines.Length; i++)
        {
            if (TryReadMark(lines[i], BeginMark, out BootId begun))
            {
                open = (i, begun);
            }
            else if (TryReadMark(lines[i], EndMark, out BootId ended) && ended == open.BootId && open.At >= 0)
            {
                last = (open.At, i, ended);
            }
        }

        return last;
    }

    /// <summary>The boot id goes into an order to reboot: nothing but a UUID counts as one.</summary>
    private static bool TryReadMark(string line, string mark, out BootId bootId) =>
        BootId.TryParse(line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..].Trim() : null, out bootId);

    /// <summary>Reads <c>[name exit=1 total=3 cut=1]</c> as a section still without lines; null for anything else.</summary>
    private static EvidenceSection? TryReadHeader(string line)
    {
        string[] words = line.Length >= 3 && line[0] == '[' && line[^1] == ']'
            ? line[1..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
        return words.Length == 0
            ? null
            : new EvidenceSection(words[0], Attribute(words, "exit="), words.AsSpan(1).Contains("cut=1"), []) { Total = Attribute(words, "total="), Semaphores = Attribute(words, "semaphores=") };
    }

    private static int? Attribute(string[] words, string key)
    {
        foreach (string word in words.AsSpan(1))
        {
            if (word.StartsWith(key, StringComparison.Ordinal)
                && int.TryParse(word.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return value;
            }
        }

        return null;
    }
}
