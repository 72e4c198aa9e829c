using System.Collections.Immutable;
using Microsoft.Playwright;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Reporting;
using MutexResponder.Incidents;
using MutexResponder.Lab.Dashboards;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Dashboards;

/// <summary>The live incident in a real browser, on the lab's stand-in for the dashboard.</summary>
public sealed class ConsoleTests(LabFixture lab, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Attack = "AH00144 <img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_ApprovedByAClick_EndsInARecoveredApache()
    {
        await using Rehearsal rehearsal = await PrepareAsync();
        await rehearsal.Instances[0].RunScriptAsync($"printf '%s\\n' '{Attack.Replace("'", "'\\''", StringComparison.Ordinal)}' >> /var/log/apache2/error.log", InstanceAssertions.Patience, cancellationToken: Cancellation);
        await using DashboardServer dashboard = await DashboardServer.StartAsync(rehearsal.Aws, Cancellation);
        List<string> complaints = [];
        IPage page = await OpenAsync(dashboard, 1280, "light", "en", complaints);
        Assert.Contains("No incident yet", await page.Locator(".pane").Last.InnerTextAsync(), StringComparison.Ordinal);

        Task<RehearsalResult> running = rehearsal.RunAsync(Cancellation);
        await page.Locator(".pane .btn.go").WaitForAsync();
        foreach ((int width, string theme, string language) in Views)
        {
            await LooksWellAsync(await OpenAsync(dashboard, width, theme, language, complaints), width, theme, language);
        }

        await page.Locator(".pane input[name=by]").FillAsync("aiko");
        await page.Locator(".pane .btn.go").ClickAsync();
        string question = await page.Locator("dialog.ask p").InnerTextAsync();
        Assert.Contains("2. Write /etc/apache2/conf-available/mutex-file.conf with 'Mutex file:${APACHE_LOCK_DIR} default'", question, StringComparison.Ordinal);
        await page.Locator("dialog.ask button.yes").ClickAsync();
        RehearsalResult result = await running;

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(result.Succeeded, string.Join('\n', result.Differences(outcome)));
        Assert.Equal(PlanAnswer.Approve, outcome.Answer);
        await page.Locator(".pane header .badge.good").WaitForAsync();
        string shown = await page.Locator(".pane").Last.InnerTextAsync();
        Assert.Contains("aiko, dashboard mutex-responder (as the request says; not proven)", shown, StringComparison.Ordinal);
        Assert.Contains(Attack, shown, StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator(".pane img, .pane script").CountAsync());
        Assert.DoesNotContain("owned", await page.TitleAsync(), StringComparison.Ordinal);
        await page.Locator(".pane .rows .btn").First.ClickAsync();
        await page.Locator("dialog.popup header .badge.good").WaitForAsync();
        Assert.Empty(complaints);

        string instance = outcome.Instance.Value;
        Assert.Equal(
            [$"[mutex-responder] Waiting for approval: {instance}, site down", $"[mutex-responder] Recovered: {instance}, site up"],
            result.Moments.Where(moment => moment.Teller == "message").Select(moment => moment.Text));
    }

    [Fact]
    public async Task Plan_AnsweredOnAnotherPage_IsNotApprovedByTheOldOne_WhichSaysWhatChanged()
    {
        await using Rehearsal rehearsal = await PrepareAsync();
        await using DashboardServer dashboard = await DashboardServer.StartAsync(rehearsal.Aws, Cancellation);
        Task<RehearsalResult> running = rehearsal.RunAsync(Cancellation);
        IPage page = await OpenAsync(dashboard, 1280, "light", "en", []);
        await page.Locator(".pane .btn.go").WaitForAsync();
        IPage old = await OpenAsync(dashboard, 375, "dark", "ja", [], "&refresh=off");
        await old.Locator(".pane .btn.go").WaitForAsync();

        // Held down for longer than the page waits before it draws itself anew: the click counts all the same.
        await page.Locator(".pane .btn.stop").HoverAsync();
        await page.Mouse.DownAsync();
        await page.WaitForTimeoutAsync(4000);
        await page.Mouse.UpAsync();
        await page.Locator("dialog.ask button.yes").ClickAsync();
        RehearsalResult result = await running;
        await old.Locator(".pane .btn.go").ClickAsync();
        await old.Locator("dialog.ask button.yes").ClickAsync();

        string notice = await old.Locator(".notice.bad").InnerTextAsync();
        Assert.Contains("承認していない。", notice, StringComparison.Ordinal);
        Assert.Contains("計画は却下された", notice, StringComparison.Ordinal);
        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(result.Succeeded, string.Join('\n', result.Differences(outcome)));
        Assert.Equal((IncidentPhase.NoAction, "rejected", PlanAnswer.Reject), (outcome.Phase!.Value, outcome.ReasonCode, outcome.Answer!.Value));
        Assert.True(outcome.ConfigurationIsUntouched);
    }

    /// <summary>The schedule has found the machine; nobody is paged, and the page that is open anyway says what will happen.</summary>
    [Fact]
    public async Task MachineAtRisk_IsListed_AndItsButtonLooksAgain()
    {
        lab.RequireLab();
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(
            new RehearsalOptions
            {
                TickInterval = TimeSpan.FromSeconds(1),
                Settings = new Dictionary<string, string> { ["MUTEX_RESPONDER_PREVENTION"] = nameof(PreventionMode.Report), ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "24" }.ToImmutableDictionary(),
            },
            new PlainView(TextWriter.Null, showsInstance: false),
            Cancellation);
        await using DashboardServer dashboard = await DashboardServer.StartAsync(rehearsal.Aws, Cancellation);
        List<string> complaints = [];
        foreach ((int width, string theme, string language) in Views)
        {
            IPage view = await OpenAsync(dashboard, width, theme, language, complaints);
            await view.Locator(".pane .rows .badge.warn").WaitForAsync();
            Assert.True(await view.EvaluateAsync<int>("document.documentElement.scrollWidth") == width, $"{width} px, {theme}, {language}: wider than the screen");
            Assert.Contains(language == "ja" ? "accept mutex を削除し" : "logind removes the accept mutex", await view.Locator(".pane .rows").InnerTextAsync(), StringComparison.Ordinal);
            Assert.True(await TextContrast.LowestAsync(view, ".mutex-responder") >= 4.5, $"{width} px, {theme}, {language}: a text is hard to read");
            await view.Context.CloseAsync();
        }

        IPage page = await OpenAsync(dashboard, 1280, "light", "en", complaints);
        await page.Locator(".pane .rows .btn").ClickAsync();
        await page.Locator("dialog.ask button.yes").ClickAsync();
        await page.Locator("dialog.popup .notice").WaitForAsync();

        Assert.Contains(rehearsal.Instances[0].Id.Value, await page.Locator("dialog.popup").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    private static IEnumerable<(int Width, string Theme, string Language)> Views =>
        from width in new[] { 375, 1280 } from theme in new[] { "light", "dark" } from language in new[] { "en", "ja" } select (width, theme, language);

    private async Task<Rehearsal> PrepareAsync()
    {
        lab.RequireLab();
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        RehearsalOptions options = new() { Mode = ResponseMode.Approve, Recovery = RecoveryKind.Restart, IsAnsweredAtConsole = true, TellsPeople = true };
        return await Rehearsal.PrepareAsync(options, new PlainView(TextWriter.Null, showsInstance: false), Cancellation);
    }

    private async Task<IPage> OpenAsync(DashboardServer dashboard, int widthPixels, string theme, string language, List<string> complaints, string more = "")
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = widthPixels, Height = 900 } });
        context.SetDefaultTimeout((float)InstanceAssertions.Patience.TotalMilliseconds);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => complaints.AddRange(request.Url.StartsWith(dashboard.Url.ToString(), StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
        await page.GotoAsync($"{dashboard.Url}?theme={theme}&lang={language}{more}");
        await page.Locator(".pane .mutex-responder").Nth(1).WaitForAsync();
        return page;
    }

    private static async Task LooksWellAsync(IPage page, int width, string theme, string language)
    {
        string view = $"{width} px, {theme}, {language}";
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") == width, $"{view}: wider than the screen");
        Assert.True(await page.Locator(".pane figure.picture svg rect.down").IsVisibleAsync(), view);
        Assert.Contains(language == "ja" ? "承認待ち" : "Waiting for approval", await page.Locator(".pane .rows").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(theme == "dark", await page.EvaluateAsync<bool>("() => getComputedStyle(document.querySelector('.mutex-responder')).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) < 384"));
        Assert.True(await TextContrast.LowestAsync(page, ".mutex-responder") >= 4.5, $"{view}: a text is hard to read");
        await page.Context.CloseAsync();
    }
}
