using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>SSM's own check of SendCommand's parameters; the agent checks nothing.</summary>
internal static class ParameterCheck
{
    /// <returns>A value for every parameter of the document.</returns>
    public static ImmutableDictionary<string, string> Complete(SsmDocument document, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        if (given.Keys.FirstOrDefault(name => document.Parameters.All(parameter => parameter.Name != name)) is string unknown)
        {
            throw Refuse($"Parameter \"{unknown}\" is not defined in the document.");
        }

        return document.Parameters.ToImmutableDictionary(parameter => parameter.Name, parameter => Value(parameter, given));
    }

    private static string Value(SsmParameter parameter, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        if (!given.TryGetValue(parameter.Name, out IReadOnlyList<string>? values))
        {
            return parameter.Default ?? throw Refuse($"Parameter \"{parameter.Name}\" requires a value.");
        }

        if (values.Count != 1)
        {
            throw Refuse($"Parameter \"{parameter.Name}\" is of type String and takes one value; it has {values.Count}.");
        }

        if (!parameter.AllowedValues.IsEmpty && !parameter.AllowedValues.Contains(values[0]))
        {
            throw Refuse($"Parameter \"{parameter.Name}\" must be one of: {string.Join(", ", parameter.AllowedValues)}.");
        }

        // A search, not a full match: AWS does not say which it is, and this way a pattern without ^ and $ shows its hole.
        if (parameter.AllowedPattern is { } pattern && !Regex.IsMatch(values[0], pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        {
            throw Refuse($"Parameter \"{parameter.Name}\" does not match the pattern {pattern}.");
        }

        return values[0];
    }

    private static AwsErrorException Refuse(string message) => new("InvalidParameters", message);
}
