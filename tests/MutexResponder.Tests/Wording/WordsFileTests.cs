using System.Text.RegularExpressions;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Tests.Infra.Support;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Wording;

/// <summary>Every language's file holds what the code says, no more and no less, with the same places.</summary>
public partial class WordsFileTests
{
    public static TheoryData<string> Tags => [.. ReportLanguage.All.Select(language => language.Tag)];

    /// <summary>A remediation leaves a site that serves alone: whoever asks for one after a prevention gets nothing.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void NextStepAfterAPrevention_IsNoRemediation(string tag)
    {
        // What a prevention cannot end with: what a cause concludes of a site that is down, what keeps a machine from a reboot, and what follows one.
        string[] ofOutages =
        [
            .. WhatIsSaid.CauseCodes, .. ScriptRefusal().Matches(RepositoryFiles.Read("infra/ssm/scripts/parts/reboot-guards.sh")).Select(match => match.Groups[1].Value),
            "no-slot-for-reboot", "signal-after-recovery",
        ];
        string remediation = tag == "ja" ? "対処を依頼" : "remediation";
        Words words = ReportLanguage.All.Single(language => language.Tag == tag).Words;
        string[] wrong = [.. WhatIsSaid.ReasonCodes.Except(ofOutages).Where(code => words.Part(code, "next", IncidentGoal.Prevent)?.Contains(remediation, StringComparison.Ordinal) == true)];

        // Its parent has died since it was looked at: what was to be prevented has come.
        Assert.Equal(["no-parent"], wrong);
        Assert.All(["approval-expired", "mode-observe", "change-not-made", "change-interrupted", "stale-parent"], code => Assert.Contains(tag == "ja" ? "予防" : "prevention", words.Part(code, "next", IncidentGoal.Prevent)!, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_AndNames_AreTheSame() => Assert.Equal(
        ReportLanguage.All.Select(language => $"{language.Tag}.txt").Order(),
        Directory.GetFiles(RepositoryFiles.PathOf("src/MutexResponder/Wording"), "*.txt").Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Tags))]
    public void Statements_OfTheCode_HaveTheirTextAndTheirPlaces(string tag)
    {
        IReadOnlyDictionary<string, string> texts = TextsOf(tag);
        Statement[] said = [.. WhatIsSaid.Statements];

        Assert.Contains(said, statement => statement.Code == "down-for");
        Assert.All(said, statement =>
        {
            Assert.True(texts.ContainsKey(statement.Code), $"{tag}.txt lacks '{statement.Code}'.");
            foreach ((string key, string text) in texts.Where(pair => pair.Key.Split('@')[0] == statement.Code))
            {
                // A text for one ("@one") and one for a kind of incident may say less; a place that nobody fills in is always a fault.
                string[] places = PlacesOf(text);
                string[] filled = [.. statement.Places.Select(place => place.Name)];
                Assert.True(!places.Except(filled).Any(), $"{tag}.txt: '{key}' has places that nobody fills in: {string.Join(", ", places.Except(filled))}");
                Assert.True(key.Contains('@', StringComparison.Ordinal) || !filled.Except(places).Any(), $"{tag}.txt: '{key}' lacks {string.Join(", ", filled.Except(places))}");
            }
        });
    }

    /// <summary>What to do names what stands in the reason's own statement, and nothing else.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void NextSteps_NameOnlyWhatTheReasonHolds(string tag)
    {
        (string Code, string[] Places)[] named =
        [
            .. TextsOf(tag).Where(pair => pair.Key.Split('@')[0].EndsWith(".next", StringComparison.Ordinal)).Select(pair => (pair.Key[..pair.Key.IndexOf(".next", StringComparison.Ordinal)], PlacesOf(pair.Value))).Where(next => next.Item2.Length > 0),
        ];
        Assert.Equal(["explicit-module-mutex", "explicit-mpm-accept", "kill-switch", "lock-directory-on-network"], named.Select(next => next.Code).Distinct().Order());
        Assert.All(named, next => Assert.Empty(next.Places.Except(WhatIsSaid.Statements.Single(statement => statement.Code == next.Code).Places.Select(place => place.Name))));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Enums_ThatAreShown_HaveATextForEachValue(string tag)
    {
        IReadOnlyDictionary<string, string> texts = TextsOf(tag);
        Assert.Empty(WhatIsSaid.EnumKeys.Where(key => !texts.ContainsKey(key)));
    }

    /// <summary>What nobody says any more goes from the files, and a slip in a key shows.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void Keys_OfTheFile_AreAllSaid(string tag)
    {
        HashSet<string> said = [.. WhatIsSaid.Statements.Select(statement => statement.Code), .. WhatIsSaid.EnumKeys, .. WhatIsSaid.ReasonParts];
        Assert.All(TextsOf(tag).Keys, key => Assert.Contains(key.Split('@')[0], said));
    }

    /// <summary>A variant that no value is called by would never be taken.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void Variants_OfTheFile_AreValuesOfEnums(string tag) =>
        Assert.Empty(TextsOf(tag).Keys.Where(key => key.Contains('@', StringComparison.Ordinal)).Select(key => key.Split('@')[1]).Except([.. WhatIsSaid.Variants, "one"]));

    [Theory]
    [MemberData(nameof(Tags))]
    public void Texts_OfTheFile_AreNotEmptyAndHaveNoBlanksAtTheirEnds(string tag) => Assert.All(
        TextsOf(tag), pair => Assert.True(pair.Value.Length > 0 && pair.Value.Trim() == pair.Value, pair.Key));

    /// <summary>Every reason has a title, and no title is of a reason that nobody gives; what a person should do is said in every language or in none.</summary>
    [Theory]
    [MemberData(nameof(Tags))]
    public void Reasons_HaveTheSameParts(string tag)
    {
        string[] keys = [.. TextsOf(tag).Keys.Where(key => !key.Contains('@', StringComparison.Ordinal))];
        Assert.Equal(WhatIsSaid.ReasonCodes.Order(), keys.Where(key => key.EndsWith(".title", StringComparison.Ordinal)).Select(key => key[..^".title".Length]).Order());
        Assert.Equal(
            TextsOf("en").Keys.Where(key => key.EndsWith(".next", StringComparison.Ordinal)).Order(), keys.Where(key => key.EndsWith(".next", StringComparison.Ordinal)).Order());
    }

    /// <summary>The refusals that the code knows are those of the scripts.</summary>
    [Fact]
    public void Refusals_AreThoseOfTheScripts() => Assert.Equal(
        ScriptRefusal().Matches(string.Concat(RepositoryFiles.ReadAll("infra/ssm/scripts", "*.sh"))).Select(match => match.Groups[1].Value).Distinct().Order(),
        Refusal.All.Select(refusal => refusal.Code).Order());

    [Theory]
    [MemberData(nameof(Tags))]
    public void Enums_ThatAreShown_AreToldApart(string tag)
    {
        Words words = ReportLanguage.All.Single(language => language.Tag == tag).Words;
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

    /// <summary>No text of the Japanese file was left in English: three words of small letters in a row are a sentence.</summary>
    [Fact]
    public void Japanese_IsJapanese() => Assert.Empty(ReportLanguage.Japanese.Words.Texts.Where(pair => EnglishRun().IsMatch(pair.Value)).Select(pair => pair.Key));

    internal static string[] PlacesOf(string text) => [.. Place().Matches(text).Select(match => match.Groups[1].Value).Distinct()];

    private static void AssertDistinct<T>(Func<T, string> words)
        where T : struct, Enum =>
        Assert.Equal(Enum.GetValues<T>().Length, Enum.GetValues<T>().Select(words).Distinct().Count());

    private static IReadOnlyDictionary<string, string> TextsOf(string tag) => ReportLanguage.All.Single(language => language.Tag == tag).Words.Texts;

    [GeneratedRegex(@"\{-?([^}]*)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"(?:\brefuse |\bhazard=)([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex ScriptRefusal();

    [GeneratedRegex(@"(?!already in use)\b[a-z]+ [a-z]+ [a-z]+\b")]
    private static partial Regex EnglishRun();
}
