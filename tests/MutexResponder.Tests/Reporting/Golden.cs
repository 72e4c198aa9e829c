using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Reporting;

/// <summary>
/// Texts kept beside the tests, to be read by people in a review. With UPDATE_GOLDEN=1 in the environment they are written
/// anew instead of compared; then <c>git diff</c> shows what changed.
/// </summary>
internal static class Golden
{
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

    private static string Difference(string name, string[] expected, string[] actual)
    {
        int at = 0;
        while (at < expected.Length && at < actual.Length && expected[at] == actual[at])
        {
            at++;
        }

        return $"""
            {name} differs from line {at + 1} on (expected {expected.Length} lines, got {actual.Length}):
            - {LineOf(expected, at)}
            + {LineOf(actual, at)}
            If the new text is right, write it with UPDATE_GOLDEN=1 and look at the git diff.
            """;
    }

    private static string LineOf(string[] lines, int at) => at < lines.Length ? lines[at] : "(no such line)";
}
