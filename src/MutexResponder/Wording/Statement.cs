using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MutexResponder.Wording;

/// <summary>
/// Something that is said to people: a code of the words' files and what stands in its places. Each is made by a static member that is
/// named for it; those members are the closed set of what is said, and a test holds their codes and places to each language's file.
/// </summary>
/// <param name="Code">A short fixed name, such as <c>no-free-slot</c>.</param>
/// <param name="Places">What stands in the places, by name.</param>
[JsonConverter(typeof(StatementJsonConverter))]
public sealed record Statement(string Code, ImmutableArray<(string Name, Argument Value)> Places)
{
    public Statement(string code, params ReadOnlySpan<(string Name, Argument Value)> places)
        : this(code, ImmutableArray.Create(places))
    {
    }

    /// <summary>Text of the machine, or of somebody else, as it is.</summary>
    public static Statement Quoted(string text) => new("quoted", ("text", text));

    /// <summary>The text of an enum's value.</summary>
    public static Statement Of<T>(T value)
        where T : struct, Enum => new(Words.KeyOf(value));

    /// <summary>How several that stand in one place are put together.</summary>
    internal static Statement Listed(string list, string next) => new("listed", ("list", list), ("next", next));

    /// <summary>For tools that speak no other language.</summary>
    public string InEnglish => ReportLanguage.English.Words.Say(this);

    /// <summary>What stands in a place; null where the statement has none of that name.</summary>
    public Argument? Find(string place) => Places.FirstOrDefault(one => one.Name == place).Value;

    /// <summary>The statement of that code: this one, or one in its places at any depth; null where there is none.</summary>
    public Statement? FindSaid(string code) => Code == code ? this
        : Places.Where(place => !place.Value.Said.IsDefault).SelectMany(place => place.Value.Said).Select(said => said.FindSaid(code)).FirstOrDefault(found => found is not null);

    /// <summary>The same with each text in it, at any depth, changed: cleaned, or cut.</summary>
    public Statement WithTexts(Func<string, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Statement(change(Code), Places.Select(place => (change(place.Name), place.Value.WithTexts(change))).ToImmutableArray());
    }

    /// <summary>The same with each text in it cut at so many characters.</summary>
    public Statement Cut(int maxChars) => WithTexts(text => text.Length > maxChars ? text[..maxChars] : text);

    public bool Equals(Statement? other) => other is not null && Code == other.Code && Places.SequenceEqual(other.Places);

    public override int GetHashCode() => HashCode.Combine(Code, Places.Length);

    /// <summary>For logs and debuggers: <c>no-free-slot(minutes: 30)</c>.</summary>
    public override string ToString() => Places.IsEmpty ? Code : $"{Code}({string.Join(", ", Places.Select(place => $"{place.Name}: {place.Value}"))})";
}
