using System.Runtime.Versioning;

namespace MutexResponder.Tests.Documents;

/// <summary>
/// An inspection runs twice an incident on a machine that may be short of everything. Each program that it starts costs more there than
/// what the program does: their number is bounded.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class CollectScriptCostTests
{
    /// <summary>About 60 with Apache installed; each listening port of a living Apache adds two.</summary>
    private const int MaxPrograms = 90;

    [Fact]
    public async Task Collect_StartsFewPrograms()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The script reads /proc.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("collect-cost-");
        try
        {
            // Each program of the real folders by a link to one counter in its place: that adds a line, and becomes the program.
            string counted = Path.Combine(folder.FullName, "counted");
            string counter = Path.Combine(folder.FullName, "counter");
            await File.WriteAllTextAsync(counter, $"#!/bin/sh\necho \"${{0##*/}}\" >>'{counted}'\nPATH=${{PATH#*:}}\nexec \"${{0##*/}}\" \"$@\"\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(counter, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string links = Directory.CreateDirectory(Path.Combine(folder.FullName, "programs")).FullName;
            foreach (string program in s_folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(Path.GetFileName).OfType<string>().Distinct())
            {
                File.CreateSymbolicLink(Path.Combine(links, program), counter);
            }

            string script = RepositoryFiles.RenderedScript("collect.sh");
            string watched = script.Replace("\nPATH=", $"\nPATH={links}:", StringComparison.Ordinal);
            Assert.NotEqual(script, watched);
            ProcessOutcome? outcome = await ProcessOutcome.OfAsync("sh", [], watched, TestContext.Current.CancellationToken);

            Assert.True(outcome is { ExitCode: 0 } && outcome.Stdout.Contains("\n#evidence-end 2 ", StringComparison.Ordinal), outcome?.ToString());
            string[] programs = await File.ReadAllLinesAsync(counted, TestContext.Current.CancellationToken);
            Assert.Contains("awk", programs);
            Assert.True(programs.Length <= MaxPrograms, string.Join(", ", programs.CountBy(program => program).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static readonly string[] s_folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
}
