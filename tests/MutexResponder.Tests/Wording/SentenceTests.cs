using System.Text.RegularExpressions;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Wording;

/// <summary>Neither the core nor the function holds a sentence for people: those are in the words' files.</summary>
public partial class SentenceTests
{
    /// <summary>Marks of lines whose strings are not for people who read a report: comments, faults of ours, the function's own log, patterns.</summary>
    private static readonly string[] ElsewhereMarks = ["//", "Exception(", "LoggerMessage(", "GeneratedRegex("];

    /// <summary>What others write and the core only recognizes: Apache's messages, and logind's and systemd's words for the end of a session.</summary>
    private static readonly string[] OthersWords = ["Detection/MutexMessages.cs", "Detection/LogFilters.cs", "Diagnosis/SessionEnd.cs"];

    /// <summary>
    /// Faults of a caller who is a program: what the log subscription sent, a record that is none. They go to the function's log and to nobody else.
    /// </summary>
    private static readonly string[] FaultsOfPrograms =
    [
        "Detection/CloudWatchLogsEnvelope.cs", "Detection/LogBatchReader.cs", "Detection/LogBatchResult.cs", "Detection/LogEventReader.cs", "Incidents/IncidentJson.cs",

        // The function: what AWS sent, what was set and what was stored. An invocation or a start fails with it.
        "Events/EventReader.cs", "Settings/SettingsReader.cs", "Store/IncidentItem.cs", "Hosting/FunctionHost.cs",
    ];

    [Theory]
    [InlineData("src/MutexResponder")]
    [InlineData("src/MutexResponder.Lambda")]
    public void Source_HoldsNoSentence(string folder)
    {
        string root = RepositoryFiles.PathOf(folder);
        string[] found =
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Name: Path.GetRelativePath(root, path), Path: path))
                .Where(file => !file.Name.StartsWith("obj/", StringComparison.Ordinal) && !file.Name.StartsWith("bin/", StringComparison.Ordinal) && !OthersWords.Contains(file.Name) && !FaultsOfPrograms.Contains(file.Name))
                .SelectMany(file => File.ReadLines(file.Path).Where(IsSentence).Select(line => $"{file.Name}: {line.Trim()}")),
        ];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("""return "The machine was rebooted";""", true)]
    [InlineData("""Note(now, $"{who} asked for an inspection.");""", true)]
    [InlineData("""new("no-free-slot", ("minutes", minutes));""", false)]
    [InlineData("""throw new ArgumentException("Slots are named twice in one save.");""", false)]
    [InlineData("""// It says "the site is down" to people.""", false)]
    public void Sentence_IsTold(string line, bool isSentence) => Assert.Equal(isSentence, IsSentence(line));

    private static bool IsSentence(string line) =>
        !ElsewhereMarks.Any(mark => line.Contains(mark, StringComparison.Ordinal)) && Literal().Matches(line).Any(literal => ThreeWords().IsMatch(literal.Value));

    /// <summary>A literal that is no command to be pasted into a shell.</summary>
    [GeneratedRegex("\"(?!sudo |aws )[^\"]*\"")]
    private static partial Regex Literal();

    /// <summary>Three words in a row, as no command, key or directive has them.</summary>
    [GeneratedRegex("[A-Za-z]+'?[a-z]* [a-z]+'?[a-z]* [a-z]+")]
    private static partial Regex ThreeWords();
}
