using System.Text;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>Text for a value of an OpsItem's operational data: shown as it is, and bounded in bytes.</summary>
public static class DataText
{
    /// <summary>OpsCenter's own limit is 20 KB.</summary>
    public const int MaxValueBytes = 20_000;

    private const string CutMark = "\n(cut)";

    /// <summary>The text with line ends kept and other control characters made spaces, at most <see cref="MaxValueBytes"/> in UTF-8; null where nothing is left.</summary>
    public static string? Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        StringBuilder kept = new(Math.Min(text.Length, MaxValueBytes));
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // EnumerateRunes gives U+FFFD for half of a surrogate pair.
            Rune shown = Rune.IsControl(rune) && rune.Value is not '\n' ? new Rune(' ') : rune;
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxValueBytes - CutMark.Length)
            {
                return kept.Append(CutMark).ToString();
            }

            kept.Append(shown);
        }

        return kept.ToString();
    }
}
