using System.Text;
using System.Text.Json;

namespace MutexResponder.Wording;

/// <summary>
/// The texts of one language, by key: lines <c>key = text</c>, where <c>{place}</c> is filled in and <c>{-place}</c> is left out on
/// purpose; empty lines and those that begin with <c>#</c> say nothing. <c>key@variant</c> is preferred to <c>key</c> where the variant fits.
/// What a file lacks is shown by its key, so that no report fails for want of a word; tests hold every file to be whole.
/// </summary>
public sealed class Words
{
    /// <summary>Statements inside statements; the core nests three deep.</summary>
    private const int MaxDepth = 6;

    private readonly Dictionary<string, string> _texts;

    private Words(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Key and text of every line, in no order.</summary>
    internal IReadOnlyDictionary<string, string> Texts => _texts;

    /// <exception cref="FormatException">A line has no <c>" = "</c>, or a key stands there twice.</exception>
    public static Words Parse(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var texts = new Dictionary<string, string>(1024, StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in file.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals <= 0 || !texts.TryAdd(line[..equals].ToString(), line[(equals + 3)..].ToString()))
            {
                throw new FormatException($"Not a line 'key = text' of its own: {line}");
            }
        }

        return new Words(texts);
    }

    /// <summary>The text of an enum's value: its key is <c>type.value</c>.</summary>
    public string Of<T>(T value)
        where T : struct, Enum => Find(KeyOf(value)) ?? KeyOf(value);

    /// <summary>The same where it is said of something: <c>type.value@variant</c>, or without.</summary>
    public string Of<T, TVariant>(T value, TVariant variant)
        where T : struct, Enum
        where TVariant : struct, Enum => Find($"{KeyOf(value)}@{Kebab(variant.ToString())}") ?? Of(value);

    /// <summary>A text that only some keys have; null where this one has none.</summary>
    public string? Part<TVariant>(string code, string part, TVariant variant)
        where TVariant : struct, Enum => Find($"{code}.{part}@{Kebab(variant.ToString())}") ?? Find($"{code}.{part}");

    /// <summary>The statement in this language. What stands in its places is put in as it is: whoever shows the text escapes it.</summary>
    public string Say(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return Say(statement, 0);
    }

    /// <summary>The same where it is said of something.</summary>
    public string Say<TVariant>(Statement statement, TVariant variant)
        where TVariant : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(statement);
        var text = new StringBuilder();
        Say(text, statement, Kebab(variant.ToString()), 0);
        return text.ToString();
    }

    internal static string KeyOf<T>(T value)
        where T : struct, Enum => $"{Kebab(typeof(T).Name)}.{Kebab(value.ToString())}";

    private string? Find(string key) => _texts.GetValueOrDefault(key);

    private string? TextOf(Statement statement, string? variant) =>
        (variant is null ? null : Find($"{statement.Code}@{variant}"))
        ?? (statement.Find("count")?.Count == 1 ? Find(statement.Code + "@one") : null)
        ?? Find(statement.Code);

    private void Say(StringBuilder text, Statement statement, string? variant, int depth)
    {
        if (depth == MaxDepth || TextOf(statement, variant) is not { } template)
        {
            text.Append(statement);
            return;
        }

        int at = 0;
        while (template.IndexOf('{', at) is var open and >= 0 && template.IndexOf('}', open) is var close and >= 0)
        {
            text.Append(template, at, open - at);
            at = close + 1;
            string place = template[(open + 1)..close];
            if (place.StartsWith('-'))
            {
                continue;
            }

            if (statement.Find(place) is { } argument)
            {
                Put(text, argument, depth);
            }
            else
            {
                text.Append(template, open, at - open);
            }
        }

        text.Append(template, at, template.Length - at);
    }

    private void Put(StringBuilder text, Argument argument, int depth) => text.Append(
        argument.Said.IsDefaultOrEmpty ? argument.ToString() : argument.Said.Select(said => Say(said, depth + 1)).Aggregate((list, next) => Say(Statement.Listed(list, next), depth)));

    private string Say(Statement statement, int depth)
    {
        var text = new StringBuilder();
        Say(text, statement, variant: null, depth);
        return text.ToString();
    }

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
