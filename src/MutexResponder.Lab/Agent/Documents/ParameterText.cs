using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>The <c>{{ name }}</c> places in a document.</summary>
internal static partial class ParameterText
{
    /// <summary>Pastes the values in as they are, quotes and all: that is what makes an open allowedPattern dangerous.</summary>
    public static string Substitute(string text, ImmutableDictionary<string, string> values) =>
        Place().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    /// <summary>Names in order of appearance.</summary>
    public static IEnumerable<string> NamesIn(string text) => Place().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_][A-Za-z0-9_:./-]*)\s*\}\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
