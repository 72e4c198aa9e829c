using System.Collections.Immutable;
using System.Text;

namespace MutexResponder.Wording;

/// <summary>A sentence of the core with its places <c>{0}</c> to <c>{9}</c>, and the same in another language.</summary>
internal sealed class Phrase
{
    private readonly ImmutableArray<string> _fixed;
    private readonly string _translation;

    /// <param name="sentence">Its places stand in the order 0, 1, 2 …</param>
    /// <param name="translation">May leave places out and change their order.</param>
    public Phrase(string sentence, string translation)
    {
        _fixed = [.. Split(sentence)];
        _translation = translation;
    }

    /// <summary>Where the text is this sentence, its translation; else null. Linear in the text. Never throws.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="say">Puts what stands in the places into the language.</param>
    public string? TrySay(string text, Func<string, string> say)
    {
        if (_fixed.Length == 1)
        {
            return text == _fixed[0] ? _translation : null;
        }

        if (!text.StartsWith(_fixed[0], StringComparison.Ordinal))
        {
            return null;
        }

        List<string> places = [];
        int at = _fixed[0].Length;
        for (int i = 1; i < _fixed.Length; i++)
        {
            bool isLast = i == _fixed.Length - 1;
            int next = isLast
                ? text.EndsWith(_fixed[i], StringComparison.Ordinal) ? text.Length - _fixed[i].Length : -1
                : text.IndexOf(_fixed[i], at, StringComparison.Ordinal);
            if (next < at)
            {
                return null;
            }

            places.Add(text[at..next]);
            at = next + _fixed[i].Length;
        }

        return Fill(places, say);
    }

    private string Fill(List<string> places, Func<string, string> say)
    {
        var filled = new StringBuilder();
        for (int i = 0; i < _translation.Length; i++)
        {
            if (IsPlace(_translation, i))
            {
                filled.Append(say(places[_translation[i + 1] - '0']));
                i += 2;
            }
            else
            {
                filled.Append(_translation[i]);
            }
        }

        return filled.ToString();
    }

    private static IEnumerable<string> Split(string sentence)
    {
        int start = 0;
        for (int i = 0; i < sentence.Length; i++)
        {
            if (IsPlace(sentence, i))
            {
                yield return sentence[start..i];
                start = i + 3;
                i += 2;
            }
        }

        yield return sentence[start..];
    }

    private static bool IsPlace(string text, int at) => at + 2 < text.Length && text[at] == '{' && char.IsAsciiDigit(text[at + 1]) && text[at + 2] == '}';
}
