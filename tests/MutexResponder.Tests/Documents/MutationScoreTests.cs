using System.Runtime.Versioning;

namespace MutexResponder.Tests.Documents;

/// <summary>What <c>.ci/score.pl</c> makes of Stryker's report: a score for each folder, and no false green.</summary>
[SupportedOSPlatform("linux")]
public sealed class MutationScoreTests(ShellTools tools) : IDisposable
{
    private const string Killed = """{"replacement": "a == b", "location": {"start": {"line": 2, "column": 4}, "end": {"line": 2, "column": 9}}, "status": "Killed", "static": false}""";
    private const string Same = "Verification/One.cs\ta < b\ta <= b\tthey are never equal\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("score-").FullName;

    private static string Survived => Killed.Replace("a == b", "a <= b", StringComparison.Ordinal).Replace("Killed", "Survived", StringComparison.Ordinal);

    [Theory]
    [InlineData("", 0, "Verification: 100.0 % (1 of 1 noticed; 0 equal; not judged: 0 of static values, 0 that do not compile)")]
    [InlineData("Survived", 1, "SURVIVED: Verification/One.cs:2: a < b => a <= b", "Verification: 50.0 % (1 of 2 noticed", "Verification is below 90 %")]
    [InlineData("NoCoverage", 1, "NOT REACHED: Verification/One.cs:2: a < b => a <= b", "Verification: 50.0 % (1 of 2 noticed")]
    [InlineData("Timeout", 0, "Verification: 100.0 % (2 of 2 noticed")]
    [InlineData("Ignored", 0, "Verification: 100.0 % (1 of 1 noticed")]
    [InlineData("CompileError", 0, "Verification: 100.0 % (1 of 1 noticed; 0 equal; not judged: 0 of static values, 1 that do not compile)")]
    [InlineData("RuntimeError", 1, "RuntimeError: Verification/One.cs:2: a < b => a <= b")]
    [InlineData("Pending", 1, "Pending: Verification/One.cs:2: a < b => a <= b")]
    public async Task Score_IsOfWhatCouldBeNoticed(string status, int exit, params string[] told) =>
        await ScoresAsync(status.Length == 0 ? Killed : $"{Killed}, {Survived.Replace("Survived", status, StringComparison.Ordinal)}", "", exit, told);

    [Fact]
    public async Task EqualMutant_CountsNeitherWay() =>
        await ScoresAsync($"{Killed}, {Survived}", Same, 0, "Verification: 100.0 % (1 of 1 noticed; 1 equal; not judged: 0 of static");

    [Fact]
    public async Task EqualMutantThatWasNoticed_IsNone() =>
        await ScoresAsync($"{Killed}, {Survived.Replace("Survived", "Killed", StringComparison.Ordinal)}", Same, 1, "NOT EQUAL, it was noticed: Verification/One.cs:2: a < b => a <= b");

    [Fact]
    public async Task EqualMutantThatIsNotThere_IsToldOfChosenFoldersOnly()
    {
        await ScoresAsync(Killed, Same, 1, "NOT THERE: Verification/One.cs\ta < b\ta <= b");
        await ScoresAsync(Killed, Same.Replace("Verification", "Deciding", StringComparison.Ordinal), 0, "Verification: 100.0 %");
    }

    /// <summary>Of a folder some files may be asked for: the rows of the others are not looked at.</summary>
    [Fact]
    public async Task EqualMutantOfAFileThatWasNotAskedFor_IsNotMissed() => Assert.DoesNotContain(
        "NOT THERE", await ScoresAsync(Killed.Replace("Killed", "Ignored", StringComparison.Ordinal), Same, 1, "Verification: 0.0 % (0 of 0 noticed"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Survived", 0, "Verification: 100.0 % (1 of 1 noticed; 0 equal; not judged: 1 of static")]
    [InlineData("Killed", 1, "SPOILED what follows: Verification/One.cs:2: a < b => a <= b")]
    public async Task StaticValue_IsNotJudged(string status, int exit, string told) => await ScoresAsync(
        $"{Killed}, {Survived.Replace("Survived", status, StringComparison.Ordinal).Replace("false", "true", StringComparison.Ordinal)}", "", exit, told);

    [Fact]
    public async Task FolderWithoutAMutant_IsNoSuccess() => await ScoresAsync("", "", 1, "Verification: 0.0 % (0 of 0 noticed", "Verification: no mutant was judged", "Verification is below 90 %");

    /// <summary>A word names folders, or those files of one that begin so; each is a run of its own with its tests, and says where its time is over.</summary>
    [Theory]
    [InlineData("Causes", 0, "Diagnosis/Causes: ", "**/Diagnosis/Causes/*.cs with Diagnosis")]
    [InlineData("Causes/Semaphores", 0, "Diagnosis/Causes: ", "**/Diagnosis/Causes/Semaphores*.cs with Diagnosis")]
    [InlineData("Causes Deciding/A", 0, "Deciding: ", "**/Deciding/A*.cs with Incidents", "**/Diagnosis/Causes/*.cs with Diagnosis")]
    [InlineData("Causes", 124, "Diagnosis/Causes: not done in an hour", "**/Diagnosis/Causes/*.cs with Diagnosis")]
    [InlineData("Nowhere/A Nowhere", 0, "no folder has 'Nowhere/A Nowhere' in its name")]
    public async Task Words_NameFoldersOrTheirFiles(string words, int status, string told, params string[] mutated)
    {
        string asked = Path.Combine(_folder, "asked"), stub = Path.Combine(_folder, "dotnet");
        await File.WriteAllTextAsync(
            stub,
            $$"""
            #!/bin/sh
            [ "$1" = tool ] && exit
            for word; do
              case $before in
                --mutate) echo "$word with $TestFolders" >>'{{asked}}' ;;
                --output) mkdir -p "$word/reports" && echo '{"files": {} }' >"$word/reports/mutation-report.json" ;;
              esac
              before=$word
            done
            exit {{status}}
            """,
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ProcessOutcome outcome = await tools.RunAsync(
            "env", [$"PATH={_folder}:{Environment.GetEnvironmentVariable("PATH")}", "bash", Infra.Support.RepositoryFiles.PathOf(".ci/stryker"), .. words.Split(' ')], "");

        Assert.Contains(told, outcome.Stdout + outcome.Stderr, StringComparison.Ordinal);
        Assert.False(outcome.ExitCode == 0 && (status != 0 || mutated.Length == 0), outcome.Stdout);
        Assert.Equal(mutated, mutated.Length == 0 ? [] : await File.ReadAllLinesAsync(asked, TestContext.Current.CancellationToken));
        Assert.Equal(mutated.Length > 0, File.Exists(asked));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> ScoresAsync(string mutants, string equal, int exit, params string[] told)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_folder, "folders"), "folder\tproject\tleast\nVerification\tOne.csproj\t90\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "equal"), $"file\ttext\tinstead\treason\n{equal}", cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "report"),
            $$"""{"files": {"/src/Verification/One.cs": {"source": "if\n  (a < b)\n", "mutants": [{{mutants}}]}, "/src/Verifications.cs": {"source": "", "mutants": []} } }""",
            cancellation);

        ProcessOutcome outcome = await tools.RunAsync(
            "perl", [Infra.Support.RepositoryFiles.PathOf(".ci/score.pl"), .. new[] { "folders", "equal", "report" }.Select(name => Path.Combine(_folder, name))], "");

        Assert.Equal(("", exit), (outcome.Stderr, outcome.ExitCode));
        Assert.All(told, text => Assert.Contains(text, outcome.Stdout, StringComparison.Ordinal));
        return outcome.Stdout;
    }
}
