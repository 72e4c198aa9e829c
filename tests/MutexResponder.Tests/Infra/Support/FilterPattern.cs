namespace MutexResponder.Tests.Infra.Support;

/// <summary>A CloudWatch Logs filter pattern of optional terms only: <c>?A ?B</c> means A or B, case-sensitive.</summary>
internal sealed class FilterPattern
{
    /// <summary>PutSubscriptionFilter refuses a longer one.</summary>
    public const int MaxChars = 1024;

    public FilterPattern(string text)
    {
        Text = text;
        string[] words = text.Split(' ');
        Terms = words.All(word => word.Length > 1 && word[0] == '?' && word.Skip(1).All(char.IsAsciiLetterOrDigit))
            ? [.. words.Select(word => word[1..])]
            : throw new FormatException($"'{text}' mixes optional terms with something else, which CloudWatch Logs does not define.");
    }

    public string Text { get; }

    public IReadOnlyList<string> Terms { get; }

    public bool Matches(string line) => Terms.Any(term => line.Contains(term, StringComparison.Ordinal));
}
