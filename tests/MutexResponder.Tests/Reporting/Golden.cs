using System.Globalization;
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
    /// <summary>Two lines are as easily read as the reference to them.</summary>
    private const int MinSharedLines = 3;

    private const string Folder = "tests/MutexResponder.Tests/Reporting/Golden";

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
    /// Many texts in one file, each held word by word: lines that stand in the whole one, or in one before it, are said by <c>= NAME FROM-TO</c>,
    /// where FROM and TO count that one's own lines.
    /// </summary>
    public static void ExpectOthers(string name, (string Name, string Text) whole, IEnumerable<(string Name, string Text)> others)
    {
        List<(string Name, string[] Lines)> known = [];
        Dictionary<string, List<(int Text, int At)>> places = new(StringComparer.Ordinal);
        Learn(whole.Name, whole.Text.Split('\n'));
        var all = new StringBuilder();
        foreach ((string other, string text) in others)
        {
            string[] lines = text.Split('\n');
            Assert.DoesNotContain(lines, line => line.StartsWith("= ", StringComparison.Ordinal) || line.StartsWith("== ", StringComparison.Ordinal));
            all.Append("== ").Append(other).Append('\n');
            for (int at = 0; at < lines.Length;)
            {
                (int Text, int At, int Count) run = places.GetValueOrDefault(lines[at], [])
                    .Select(place => (place.Text, place.At, lines.Skip(at).Zip(known[place.Text].Lines.Skip(place.At)).TakeWhile(pair => pair.First == pair.Second).Count()))
                    .DefaultIfEmpty().MaxBy(run => run.Item3);
                bool isShared = run.Count >= MinSharedLines;
                all.Append(isShared ? string.Create(CultureInfo.InvariantCulture, $"= {known[run.Text].Name} {run.At + 1}-{run.At + run.Count}") : lines[at]).Append('\n');
                at += isShared ? run.Count : 1;
            }

            Learn(other, lines);
        }

        Expect(name, all.ToString());

        void Learn(string text, string[] lines)
        {
            known.Add((text, lines));
            foreach ((int at, string line) in lines.Index())
            {
                (places.TryGetValue(line, out List<(int, int)>? its) ? its : places[line] = []).Add((known.Count - 1, at));
            }
        }
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
