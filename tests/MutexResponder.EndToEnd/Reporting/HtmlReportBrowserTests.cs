using Microsoft.Playwright;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Tests.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.EndToEnd.Reporting;

/// <summary>The page as a reader's browser shows it.</summary>
public sealed class HtmlReportBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Attack = "[x] <img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> AH00144";

    public static TheoryData<string, string, int, ColorScheme> Views
    {
        get
        {
            var views = new TheoryData<string, string, int, ColorScheme>();
            foreach (string incident in new[] { "resolved-exhausted", "escalated-observe", "rollback-resolved" })
            {
                foreach (int widthPixels in new[] { 375, 1280 })
                {
                    views.Add(incident, "en", widthPixels, ColorScheme.Light);
                    views.Add(incident, "ja", widthPixels, ColorScheme.Dark);
                }
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Page_AtThisWidthAndScheme_IsWholeAndQuiet(string incident, string tag, int widthPixels, ColorScheme scheme)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        await using IBrowserContext context = await NewContextAsync(widthPixels, scheme);
        IPage page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => complaints.AddRange(request.Url.StartsWith("file:", StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
        await OpenAsync(page, await RecordedIncidents.PlayAsync(incident), language);

        Assert.Empty(complaints);
        Assert.Equal(widthPixels, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await page.Locator("figure.picture svg").IsVisibleAsync());
        string away = incident == "rollback-resolved" ? "unknown" : "down";
        Assert.True(await page.Locator($"figure.picture svg rect.{away}").IsVisibleAsync());
        Assert.Equal(scheme == ColorScheme.Dark, await IsDarkAsync(page));
        Assert.True(await TextContrast.LowestAsync(page, "main") >= 4.5);
    }

    [Fact]
    public async Task Comparison_BothTables_SideBySideWhereThereIsRoom()
    {
        await using IBrowserContext context = await NewContextAsync(1280, ColorScheme.Light);
        IPage page = await context.NewPageAsync();
        await OpenAsync(page, await RecordedIncidents.PlayAsync("resolved-exhausted"), ReportLanguage.English);
        ILocator tables = page.Locator("#compared .pair").Last.Locator("table");

        Assert.Equal(2, await tables.CountAsync());
        Assert.Equal(3, await tables.First.Locator("tr.gone").CountAsync());
        (LocatorBoundingBoxResult wideBefore, LocatorBoundingBoxResult wideAfter) = await BoxesAsync(tables);
        Assert.True(wideBefore.X + wideBefore.Width <= wideAfter.X);

        await page.SetViewportSizeAsync(375, 800);
        (LocatorBoundingBoxResult before, LocatorBoundingBoxResult after) = await BoxesAsync(tables);
        Assert.True(before.Y + before.Height <= after.Y);
    }

    [Fact]
    public async Task HostileLogLine_IsShownAsText()
    {
        await using IBrowserContext context = await NewContextAsync(1280, ColorScheme.Light);
        IPage page = await context.NewPageAsync();
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        await OpenAsync(page, incident with { Signals = [incident.Signals[0] with { Line = Attack }] }, ReportLanguage.English);

        Assert.Contains(Attack, await page.Locator("#happened pre").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("img, script").CountAsync());
        Assert.DoesNotContain("owned", await page.TitleAsync(), StringComparison.Ordinal);
    }

    private async Task<IBrowserContext> NewContextAsync(int widthPixels, ColorScheme scheme)
    {
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        IBrowserContext context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = widthPixels, Height = 800 },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout((float)InstanceAssertions.Patience.TotalMilliseconds);
        return context;
    }

    private static async Task OpenAsync(IPage page, Incident incident, ReportLanguage language)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            await File.WriteAllTextAsync(file, HtmlReport.Write(IncidentReport.From(incident), language), TestContext.Current.CancellationToken);
            await page.GotoAsync(new Uri(file).AbsoluteUri);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(LocatorBoundingBoxResult First, LocatorBoundingBoxResult Last)> BoxesAsync(ILocator tables) =>
        ((await tables.First.BoundingBoxAsync())!, (await tables.Last.BoundingBoxAsync())!);

    private static Task<bool> IsDarkAsync(IPage page) => page.EvaluateAsync<bool>(
        "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) < 384");
}
