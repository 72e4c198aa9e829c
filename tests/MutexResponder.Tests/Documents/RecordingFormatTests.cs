using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Documents;

public sealed class RecordingFormatTests
{
    public static TheoryData<string> Recordings =>
        [.. Directory.EnumerateFiles(RepositoryFiles.RecordingsDirectory, "*.txt").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Recording_IsOneCompleteBlockOfEvidence(string name)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.RecordingsDirectory, name));
        string[] lines = text.TrimEnd('\n').Split('\n');

        Match begin = Regex.Match(lines[0], "^#evidence-begin 2 ([0-9a-f-]{36})$");
        Assert.True(begin.Success, lines[0]);
        Assert.Equal("#evidence-end 2 " + begin.Groups[1].Value, lines[^1]);
        Assert.Contains("|boot_id=" + begin.Groups[1].Value, lines);
        Assert.All(lines[1..^1], line => Assert.Matches(@"^(\||\[[a-z-]+( [a-z]+=\S*)*\]$)", line));
        Assert.InRange(text.Length, 1, 24_000);
    }
}
