using System.Collections.Immutable;
using System.Globalization;

namespace MutexResponder.Wording;

/// <summary>What stands in one place of a <see cref="Statement"/>: a text, a count, an instant, or statements.</summary>
public sealed record Argument
{
    /// <summary>How people are told an instant.</summary>
    internal const string UtcFormat = "yyyy-MM-dd HH:mm:ss 'UTC'";

    /// <summary>A name, a version or quoted text of the machine; whoever shows it escapes it. Null where it is something else.</summary>
    public string? Text { get; private init; }

    public long? Count { get; private init; }

    public DateTimeOffset? At { get; private init; }

    /// <summary>Said one after the other; default where it is something else.</summary>
    public ImmutableArray<Statement> Said { get; private init; }

    public static implicit operator Argument(string text) => new() { Text = text };

    public static implicit operator Argument(long count) => new() { Count = count };

    public static implicit operator Argument(DateTimeOffset at) => new() { At = at };

    public static implicit operator Argument(Statement said) => new() { Said = [said] };

    public static implicit operator Argument(ImmutableArray<Statement> said) => new() { Said = said };

    internal Argument WithTexts(Func<string, string> change) => Text is { } text ? change(text)
        : Said.IsDefault ? this : Said.Select(said => said.WithTexts(change)).ToImmutableArray();

    public bool Equals(Argument? other) => other is not null && Text == other.Text && Count == other.Count && At == other.At
        && Said.IsDefault == other.Said.IsDefault && (Said.IsDefault || Said.SequenceEqual(other.Said));

    public override int GetHashCode() => HashCode.Combine(Text, Count, At);

    public override string ToString() => Text
        ?? Count?.ToString(CultureInfo.InvariantCulture)
        ?? At?.UtcDateTime.ToString(UtcFormat, CultureInfo.InvariantCulture)
        ?? string.Join("; ", Said);
}
