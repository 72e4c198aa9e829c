using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>A CloudWatch Logs filter pattern of optional terms only: <c>?A ?"B C"</c> means A or B C, case-sensitive.</summary>
internal sealed partial class FilterPattern
{
    /// <summary>PutSubscriptionFilter refuses a longer one.</summary>
    public const int MaxChars = 1024;

    public FilterPattern(string text)
    {
        Text = text;
        Terms = OptionalTerms().IsMatch(text)
            ? [.. OptionalTerm().Matches(text).Select(term => term.Groups["term"].Value)]
            : throw new FormatException($"'{text}' mixes optional terms with something else, which CloudWatch Logs does not define.");
    }

    public string Text { get; }

    public IReadOnlyList<string> Terms { get; }

    public bool Matches(string line) => Terms.Any(term => line.Contains(term, StringComparison.Ordinal));

    /// <summary>A term of letters, digits and underscores; any other stands in quotes.</summary>
    [GeneratedRegex("""^\?(\w+|"[^"]+")( \?(\w+|"[^"]+"))*$""")]
    private static partial Regex OptionalTerms();

    [GeneratedRegex("""\?"?(?<term>\w+(?: \w+)*)"?""")]
    private static partial Regex OptionalTerm();
}
