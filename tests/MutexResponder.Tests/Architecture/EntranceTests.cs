using System.Text.RegularExpressions;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Architecture;

/// <summary>What <c>src/README.md</c> says of the source is so.</summary>
public sealed partial class EntranceTests
{
    private static readonly string Page = RepositoryFiles.Read("src/README.md");

    private static readonly string[] Places = ["src/MutexResponder", "src/MutexResponder.Lambda", "src", "."];

    [Fact]
    public void Paths_ThatItNames_Exist()
    {
        string[] paths = [.. Paths().Matches(Page).Select(match => match.Groups[1].Value).Where(path => !path.Contains('*', StringComparison.Ordinal) && !path.Contains("TAG", StringComparison.Ordinal)).Distinct()];

        Assert.Contains("Diagnosis/Causes/StoppedOnPurpose.cs", paths);
        Assert.All(paths, path => Assert.Contains(Places, place => Path.Exists(RepositoryFiles.PathOf(Path.Combine(place, path)))));
    }

    [Fact]
    public void Links_Lead() => Assert.All(Links(), link => Assert.True(File.Exists(RepositoryFiles.PathOf(link)), link));

    [Fact]
    public void DecisionNotes_AreAllListed()
    {
        string[] notes =
        [
            .. new[] { "src", "infra", "tests" }
                .SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.PathOf(folder), "*.md", SearchOption.AllDirectories))
                .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path))
                .Where(path => path.Contains("/decisions/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)),
        ];

        Assert.Contains("src/MutexResponder.Lambda/decisions/2026-11-25-own-host.md", notes);
        Assert.Empty(notes.Except(Links()));
    }

    [Theory]
    [InlineData("src/MutexResponder")]
    [InlineData("src/MutexResponder.Lambda")]
    public void Folders_AreAllInTheMap(string project)
    {
        string[] folders =
        [
            .. Directory.EnumerateDirectories(RepositoryFiles.PathOf(project)).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj" or "decisions")),
        ];

        Assert.All(folders, folder => Assert.Contains($"`{folder}`", Page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Links() =>
        Link().Matches(Page).Select(match => Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(RepositoryFiles.PathOf("src/" + match.Groups[1].Value))));

    /// <summary>Backquoted, with a folder in it.</summary>
    [GeneratedRegex("`([A-Za-z.]+(?:/[A-Za-z.*-]+)+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
