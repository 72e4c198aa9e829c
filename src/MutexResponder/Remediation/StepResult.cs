using System.Collections.Immutable;

namespace MutexResponder.Remediation;

/// <summary>What a changing step says of itself: the last <c>#result step=… status=… reason=…</c> line of its output.</summary>
/// <param name="Step"><c>apply</c>, <c>restore</c> or <c>recover</c>.</param>
/// <param name="Status">Such as <c>changed</c>, <c>refused</c>, <c>recovered</c>.</param>
/// <param name="Reason">A short fixed name, empty where the step gave none.</param>
/// <param name="Line">The whole line.</param>
public sealed record StepResult(string Step, string Status, string Reason, string Line)
{
    private const string Mark = "#result ";

    /// <summary>Why it did nothing; null where it did not refuse.</summary>
    public Refusal? Refusal => Status == "refused" ? Refusal.Of(Reason) : null;

    /// <summary>The value of another word of the line, such as <c>hash</c>; empty where it has none.</summary>
    public string Value(string word) => Words(Line).GetValueOrDefault(word, "");

    /// <summary>The last result line of a step; null where the output has none. Never throws.</summary>
    public static StepResult? TryRead(string? output, string step)
    {
        if (output is null)
        {
            return null;
        }

        foreach (string raw in output.Split('\n').Reverse())
        {
            string line = raw.TrimEnd('\r');
            if (!line.StartsWith(Mark, StringComparison.Ordinal))
            {
                continue;
            }

            ImmutableDictionary<string, string> words = Words(line);
            if (words.GetValueOrDefault("step") == step && words.TryGetValue("status", out string? status))
            {
                return new StepResult(step, status, words.GetValueOrDefault("reason", ""), line);
            }
        }

        return null;
    }

    private static ImmutableDictionary<string, string> Words(string line)
    {
        var words = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string word in line[Mark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                words[word[..equals]] = word[(equals + 1)..];
            }
        }

        return words.ToImmutable();
    }
}
