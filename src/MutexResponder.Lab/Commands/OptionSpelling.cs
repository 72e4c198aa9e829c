using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace MutexResponder.Lab.Commands;

/// <summary>Options with a fixed set of values. A wrong one is answered with one line that names the allowed ones.</summary>
internal static class OptionSpelling
{
    // More of it leaves a terminal of 80 columns no room for what an option is for.
    private const int MaxHelpNameChars = 30;

    /// <summary>An enumeration, spelled as the field's tools do (<c>config-broken</c>) or as in C# (<c>ConfigBroken</c>), in any case.</summary>
    public static void AcceptKebabCase<T>(this Option<T> option, params IReadOnlyList<T> except)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        string[] names = [.. Enum.GetNames(type).Except(except.Select(value => $"{value}"))];
        string[] allowed = [.. names.Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
        option.Offer(allowed);
        option.CustomParser = result =>
        {
            string given = result.Tokens[^1].Value;
            int at = Array.FindIndex(names, name => name.Equals(given.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                result.AddError(Refusal(option, given, allowed));
                return default;
            }

            return (T)Enum.Parse(type, names[at]);
        };
    }

    public static void AcceptOnly(this Option<string> option, params IReadOnlyList<string> allowed)
    {
        option.Offer(allowed);
        option.Validators.Clear();
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !allowed.Contains(result.Tokens[^1].Value, StringComparer.Ordinal))
            {
                result.AddError(Refusal(option, result.Tokens[^1].Value, allowed));
            }
        });
    }

    /// <summary>A whole number of a range; anything else is one line and no exception.</summary>
    public static void AcceptBetween(this Option<int> option, int least, int most) => option.CustomParser = result =>
    {
        string given = result.Tokens[^1].Value;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is '{given}'; allowed are whole numbers from {least} to {most}."));
        return default;
    };

    public static void AcceptPath<T>(this Option<T?> option, Func<string, T> of)
        where T : FileSystemInfo => option.CustomParser = result =>
    {
        if (result.Tokens[^1].Value is { Length: > 0 } given)
        {
            return of(given);
        }

        result.AddError($"{option.Name} is empty; a path is wanted.");
        return null;
    };

    private static void Offer(this Option option, IReadOnlyList<string> allowed)
    {
        string values = string.Join('|', allowed);
        bool isShort = values.Length <= MaxHelpNameChars;
        option.HelpName = isShort ? values : option.Name.TrimStart('-');
        option.Description += isShort ? "" : $" One of {string.Join(", ", allowed)}.";
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. allowed]);
    }

    private static string Refusal(Option option, string given, IReadOnlyList<string> allowed) =>
        $"{option.Name} is '{given}'; allowed are {string.Join(", ", allowed)}.";
}
