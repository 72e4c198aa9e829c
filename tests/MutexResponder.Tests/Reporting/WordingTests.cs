using System.Text.RegularExpressions;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Reporting.Sections;
using MutexResponder.Reporting;
using MutexResponder.Tests.Infra.Support;
using MutexResponder.Tests.Wording;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

public partial class WordingTests
{
    /// <summary>Words of that look which are no reason codes.</summary>
    private static readonly HashSet<string> OtherWords =
    [
        "conf-available", "conf-d", "failed-restored", "mpm-accept", "MutexResponderMode", "no-incident",
        "orphan-holds-ports", "no-accept-mutex", "semaphore-limit-reached", "evidence-cut", "another-apache", "module-mutex-stays", "configuration-managed", "later-mutex-line", "authdigest-client", "authdigest-opaque",
        // Requests that are refused: the answer holds their words, no record does.
        "nothing-waits", "plan-waits", "answer-incomplete", "other-incident", "other-plan", "approver-not-proven", "same-person",
    ];

    /// <summary>Marks of lines whose sentences do not get into a record: comments, the function's log, faults of ours, replies to a request.</summary>
    private static readonly string[] ElsewhereWords = ["//", "LoggerMessage", "Exception(", "Decision.Refuse(", "ReconcileResult(", "error = "];

    /// <summary>The sources of all that gets into a record.</summary>
    private static IEnumerable<string> Decisions =>
        new[] { "Incidents", "Deciding", "Reconciling", "Clearing" }.SelectMany(folder => RepositoryFiles.ReadAll($"src/MutexResponder/{folder}", "*.cs"));

    private static IEnumerable<string> Codes => ReportLanguage.English.Words.Texts.Keys.Where(key => key.EndsWith(".title", StringComparison.Ordinal)).Select(key => key[..^".title".Length]);

    [Fact]
    public void ReasonCodes_OfTheCore_HaveWordsInBothLanguages()
    {
        string[] used =
        [
            .. WhatIsSaid.Reasons.Select(reason => reason.Code),
            .. Decisions
                .SelectMany(text => CodeLiteral().Matches(text))
                .Select(match => match.Groups[1].Value)
                .Where(word => !OtherWords.Contains(word)),
        ];

        Assert.Contains("semaphores-removed", used);
        Assert.Contains("recovered", used);
        Assert.Empty(used.Except(Codes));
    }

    [Fact]
    public void ReasonCodes_OfEveryObjection_HaveWordsInBothLanguages()
    {
        string[] used = [.. Objectors().SelectMany(text => VetoCode().Matches(text)).Select(match => match.Groups[1].Value)];

        Assert.Contains("calendar-closed", used);
        Assert.Empty(used.Except(Codes));
    }

    [Fact]
    public void ReasonCodes_OfTheChangingSteps_HaveWordsInBothLanguages()
    {
        string[] used = [.. ScriptRefusal().Matches(string.Concat(RepositoryFiles.ReadAll("infra/ssm/scripts", "*.sh"))).Select(match => match.Groups[1].Value)];

        Assert.Contains("stale-config", used);
        Assert.Empty(used.Except(Codes));
    }

    [Fact]
    public void EnumWords_EachLanguage_AreDistinct()
    {
        foreach (Words words in ReportLanguage.All.Select(language => language.Words))
        {
            AssertDistinct<IncidentPhase>(phase => words.Of(phase, IncidentGoal.Recover));
            AssertDistinct<IncidentPhase>(phase => words.Of(phase, IncidentGoal.Rollback));
            AssertDistinct<ResponseMode>(words.Of);
            AssertDistinct<RecoveryKind>(words.Of);
            AssertDistinct<ConditionKind>(words.Of);
            AssertDistinct<CheckKind>(words.Of);
            AssertDistinct<Stage>(words.Of);
            AssertDistinct<TimeUnknown>(words.Of);
            AssertDistinct<ChangeState>(state => words.Of(Label.UndoState, state));
            AssertDistinct<RowFate>(words.Of);
        }
    }

    /// <summary>No sentence of a played incident is left in English inside another one.</summary>
    [Fact]
    public async Task Phrasebook_PlayedIncidents_LeaveNoEnglishSentence()
    {
        HashSet<string> left = [];
        foreach (string name in RecordedIncidents.Names)
        {
            IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));
            var prose = new ReportProse(report, ReportLanguage.Japanese);
            left.UnionWith(report.Actions.Story.Select(prose.Story).Where(said => EnglishRun().IsMatch(said)));
        }

        Assert.True(left.Count == 0, string.Join('\n', left));
    }

    /// <summary>Every sentence that the decisions write into a record, played or not; what stands in its places is a number here.</summary>
    [Fact]
    public void Phrasebook_KnowsEverySentenceOfTheDecisions()
    {
        string[] sentences = [.. Decisions.Concat(Objectors()).SelectMany(SentencesOf).Distinct()];

        Assert.Contains("Rolling back: 0", sentences);
        Assert.Contains("0 EC2 may still be rebooting it.", sentences);
        string[] left = [.. sentences.Select(JapanesePhrasebook.Say).Where(said => EnglishRun().IsMatch(said))];
        Assert.True(left.Length == 0, string.Join('\n', left));
    }

    /// <summary>Whoever objects to changes from outside the core.</summary>
    private static IEnumerable<string> Objectors() =>
        RepositoryFiles.ReadAll("src/MutexResponder.Lambda/Aws", "*.cs").Where(code => code.Contains("new Veto(", StringComparison.Ordinal));

    /// <summary>String literals that begin like a sentence, with each interpolation, however deep, as the number 0.</summary>
    private static IEnumerable<string> SentencesOf(string code)
    {
        foreach (string line in code.Split('\n').Where(line => !ElsewhereWords.Any(mark => line.Contains(mark, StringComparison.Ordinal))))
        {
            string flat = line;
            for (string before = ""; before != flat;)
            {
                before = flat;
                flat = Interpolation().Replace(flat, "0");
            }

            foreach (Match literal in StringLiteral().Matches(flat))
            {
                string text = literal.Groups[1].Value;
                if (text.Contains(' ', StringComparison.Ordinal) && text[0] is '0' or (>= 'A' and <= 'Z'))
                {
                    yield return text;
                }
            }
        }
    }

    [Theory]
    [InlineData("Approved by aiko; inspecting afresh before the change.", "aiko が承認。変更の前に再調査。")]
    [InlineData("The instance did not report back in time. Looking again.", "インスタンスから時間内に結果が返ってこない。再確認。")]
    [InlineData("parent none → 4559", "親プロセス なし → 4559")]
    [InlineData("A sentence that nobody has written yet.", "A sentence that nobody has written yet.")]
    [InlineData("", "")]
    public void Phrasebook_Say(string sentence, string expected) => Assert.Equal(expected, JapanesePhrasebook.Say(sentence));

    [Theory]
    [InlineData("a {0} b {1} c", "a x b y c", "y/x")]
    [InlineData("a {0} b {1} c", "a b b b c", "b/b")]
    [InlineData("a {0} b {1} c", "a x c", null)]
    [InlineData("a {0} a", "a a", null)]
    [InlineData("a {0}", "b a x", null)]
    public void Phrase_PlacesInOrder(string sentence, string text, string? expected) =>
        Assert.Equal(expected, new Phrase(sentence, sentence.Contains("{1}", StringComparison.Ordinal) ? "{1}/{0}" : "{0}").TrySay(text, s => s));

    private static void AssertDistinct<T>(Func<T, string> words)
        where T : struct, Enum =>
        Assert.Equal(Enum.GetValues<T>().Length, Enum.GetValues<T>().Select(words).Distinct().Count());

    [GeneratedRegex("\"((?:[a-z]+(?:-[a-z]+)+)|recovered|rejected|unexplained)\"")]
    private static partial Regex CodeLiteral();

    /// <summary>Three words of small letters in a row: a sentence, and no command or quoted directive. One of Apache's own lines is quoted.</summary>
    [GeneratedRegex("(?!already in use)\\b[a-z]+ [a-z]+ [a-z]+")]
    private static partial Regex EnglishRun();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Interpolation();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex StringLiteral();

    [GeneratedRegex("new Veto\\([A-Za-z.]+, \"([a-z-]+)\"")]
    private static partial Regex VetoCode();

    [GeneratedRegex(@"refuse ([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex ScriptRefusal();
}
