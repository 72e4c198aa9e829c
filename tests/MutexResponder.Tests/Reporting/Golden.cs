using System.Text;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Reporting;

/// <summary>
/// Texts kept beside the tests, to be read by people in a review. With UPDATE_GOLDEN=1 in the environment they are written
/// anew instead of compared; then <c>git diff</c> shows what changed.
/// </summary>
/// <remarks>Of texts that have much in common only the first is kept whole: <see cref="ExpectOthers"/>.</remarks>
internal static class Golden
{
    private const string Folder = "tests/MutexResponder.Tests/Reporting/Golden";

    /// <summary>Fewer lines are as short as the reference to them.</summary>
    private const int MinSharedLines = 4;

    public static void Expect(string name, string actual)
    {
        string path = RepositoryFiles.PathOf(Path.Combine(Folder, name));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{Folder}/{name} does not exist; write it with UPDATE_GOLDEN=1.");
        string expected = File.ReadAllText(path);
        if (expected != actual)
        {
            Assert.Fail(Difference(name, expected.Split('\n'), actual.Split('\n')));
        }
    }

    /// <summary>
    /// Many texts in one file, each held word by word: a part that the whole one, or one before it in the file, has as well is its first line
    /// and <c>= NAME</c> of that one. A part begins where <paramref name="begins"/> says so.
    /// </summary>
    public static void ExpectOthers(string name, (string Name, string Text) whole, IEnumerable<(string Name, string Text)> others, Func<string, bool> begins)
    {
        Dictionary<string, string> known = PartsOf(whole.Text, begins).Distinct().ToDictionary(part => part, _ => whole.Name, StringComparer.Ordinal);
        var all = new StringBuilder();
        foreach ((string other, string text) in others)
        {
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            all.Append("== ").Append(other).Append('\n');
            foreach (string part in PartsOf(text, begins))
            {
                string[] lines = part.Split('\n');
                all.Append(known.TryAdd(part, other) || lines.Length < MinSharedLines ? part : $"{lines[0]}\n= {known[part]}\n");
            }
        }

        Expect(name, all.ToString());
    }

    private static IEnumerable<string> PartsOf(string text, Func<string, bool> begins)
    {
        var part = new StringBuilder();
        foreach (string line in text[..^1].Split('\n'))
        {
            if (begins(line) && part.Length > 0)
            {
                yield return part.ToString();
                part.Clear();
            }

            part.Append(line).Append('\n');
        }

        yield return part.ToString();
    }

    private static string Difference(string name, string[] expected, string[] actual)
    {
        int at = 0;
        while (at < expected.Length && at < actual.Length && expected[at] == actual[at])
        {
            at++;
        }

        return $"""
            {name} differs from line {at + 1} on{CaseOf(actual, at)} (expected {expected.Length} lines, got {actual.Length}):
            - {LineOf(expected, at)}
            + {LineOf(actual, at)}
            If the new text is right, write it with UPDATE_GOLDEN=1 and look at the git diff.
            """;
    }

    private static string CaseOf(string[] lines, int at) =>
        lines.Take(at + 1).LastOrDefault(line => line.StartsWith("== ", StringComparison.Ordinal)) is { } head ? $", in {head[3..]}" : "";

    private static string LineOf(string[] lines, int at) => at < lines.Length ? lines[at] : "(no such line)";
}
