using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Tests.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Wording;

public class WordsTests
{
    private const string File = """
        # A comment.
        incident-phase.resolved = Recovered
        incident-phase.resolved@rollback = Rolled back

        down-for = {duration} ({duration})
        lines = {count} lines
        lines@one = one line
        claimed = somebody {-name}
        """;

    private static readonly Words Few = Words.Parse(File);

    [Theory]
    [InlineData("no equals sign")]
    [InlineData(" = no key")]
    [InlineData("a = 1\na = 2")]
    public void Parse_BadLine_Throws(string file) => Assert.Throws<FormatException>(() => Words.Parse(file));

    [Fact]
    public void Of_Variant_IsPreferred()
    {
        Assert.Equal("Rolled back", Few.Of(IncidentPhase.Resolved, IncidentGoal.Rollback));
        Assert.Equal("Recovered", Few.Of(IncidentPhase.Resolved, IncidentGoal.Recover));
    }

    [Fact]
    public void Of_Unknown_IsItsKey() => Assert.Equal("incident-phase.no-action", Few.Of(IncidentPhase.NoAction));

    [Fact]
    public void Say_One_HasItsOwnText()
    {
        Assert.Equal("one line", Few.Say(Said.Lines(1)));
        Assert.Equal("2 lines", Few.Say(Said.Lines(2)));
    }

    [Fact]
    public void Say_LeftOutOnPurpose_SaysNothing() => Assert.Equal("somebody ", Few.Say(new Asker("aiko", IsProven: false).Told!));

    /// <summary>What somebody else wrote is never read as a place.</summary>
    [Fact]
    public void Say_PlaceInAnArgument_StaysText() => Assert.Equal("{duration} ({duration})", Few.Say(new Statement("down-for", ("duration", "{duration}"))));

    [Fact]
    public void Say_UnknownCode_ShowsCodeAndPlaces() => Assert.Equal("of-a-newer-version(who: aiko)", Few.Say(new Statement("of-a-newer-version", ("who", "aiko"))));

    [Fact]
    public void Say_MissingPlace_StaysAsItIs() => Assert.Equal("{count} lines", Few.Say(new Statement("lines")));

    [Theory]
    [InlineData(0, "0 s", "0 秒")]
    [InlineData(0.4, "under 1 s", "1 秒未満")]
    [InlineData(59.9, "59 s", "59 秒")]
    [InlineData(359, "5 min 59 s", "5 分 59 秒")]
    [InlineData(7260, "2 h 1 min", "2 時間 1 分")]
    public void Duration_InWords(double seconds, string english, string japanese)
    {
        Statement duration = Said.Duration(TimeSpan.FromSeconds(seconds));
        Assert.Equal(english, ReportLanguage.English.Words.Say(duration));
        Assert.Equal(japanese, ReportLanguage.Japanese.Words.Say(duration));
    }

    /// <summary>A made-up language is one file and its name: a whole report in it has nothing of another language's words.</summary>
    [Fact]
    public async Task Report_InALanguageOfOneFile_IsWholeInIt()
    {
        string file = string.Join('\n', ReportLanguage.English.Words.Texts.Select(pair => $"{pair.Key} = ⟦{string.Concat(WordsFileTests.PlacesOf(pair.Value).Select(place => $"{{{place}}}"))}⟧"));
        var language = new ReportLanguage("x-made-up", () => Words.Parse(file));
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync("resolved"));

        string markdown = MarkdownReport.Write(report, language);
        string page = HtmlReport.Write(report, language);

        Assert.Contains("lang=\"x-made-up\"", page, StringComparison.Ordinal);
        foreach (string text in ReportLanguage.English.Words.Texts.Values.Where(text => text.Length > 20 && !text.Contains('{', StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(text, markdown, StringComparison.Ordinal);
            Assert.DoesNotContain(text, page, StringComparison.Ordinal);
        }
    }
}
