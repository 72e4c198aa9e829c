using MutexResponder.Incidents;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Lab.Rehearsals.Load;

namespace MutexResponder.Tests.Lab.Display;

/// <summary>The last word says what was to happen and what did, for a site that goes down and for one that does not.</summary>
public sealed class ResultPageTests
{
    private static readonly InstanceOutcome Control = new()
    {
        Instance = InstanceId.Parse("i-0fedcba9876543210"),
        IsControl = true,
        ConfigurationIsUntouched = true,
        SiteStates = [.. Enumerable.Range(0, 12).Select(number => number % 2 == 0 ? "HTTP 200" : "connection refused")],
        Requests = new LoadCounts(TimeSpan.FromSeconds(4), 900, 0, 0, 7, ["connection refused"], 20),
    };

    [Theory]
    [InlineData(ResponseMode.Observe, null, "the site was found at risk, and --mode observe changes nothing. The control shows what its next logout will do; --mode remediate prevents it.")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Reject, "the plan was rejected and nothing was changed. The site answers;")]
    [InlineData(ResponseMode.Approve, PlanAnswer.Approve, "the site was changed while it served, and its logout found nothing to remove.")]
    [InlineData(ResponseMode.Remediate, null, "the site was changed while it served, and its logout found nothing to remove.")]
    public void Prevention_EndsWithWhatWasToHappenAndDid(ResponseMode mode, PlanAnswer? answer, string said)
    {
        string end = LastLines(Play(Cause.AtRisk, mode, answer));

        Assert.StartsWith("As it should be: " + said, end, StringComparison.Ordinal);
        Assert.Contains("control", end, StringComparison.Ordinal);
        Assert.DoesNotContain("down.", end, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryEnd_FitsTheTerminal() =>
        Assert.All(
            from cause in Enum.GetValues<Cause>()
            from mode in Enum.GetValues<ResponseMode>()
            from answer in mode == ResponseMode.Approve ? new PlanAnswer?[] { PlanAnswer.Approve, PlanAnswer.Reject } : [null]
            from succeeded in new[] { true, false }
            select Page(Play(cause, mode, answer, succeeded)),
            page => Assert.All(page.Split('\n'), line => Assert.InRange(line.Length, 0, 80)));

    [Fact]
    public void WrongEnd_NamesTheOptionsAsTheyAreTyped() =>
        Assert.StartsWith("This is not how --cause at-risk --mode observe has to end.", LastLines(Play(Cause.AtRisk, ResponseMode.Observe, null, succeeds: false)), StringComparison.Ordinal);

    [Fact]
    public void QuietLine_SaysWhichInstanceIsTheControl()
    {
        using StringWriter output = new();
        ResultPage.WriteQuietly(output, Play(Cause.AtRisk, ResponseMode.Remediate, null));

        Assert.Contains($"{Control.Instance} (control, without prevention): no incident;", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MachinesText_MovesNoCursor()
    {
        RehearsalResult played = Play(Cause.Removed, ResponseMode.Observe, null);
        RehearsalResult hostile = played with { Instances = [played.Instances[0] with { IpcsBefore = "key owner\n1 \e[2J\n", Mechanism = "file\u009b31m", Answers = Control.Answers.Add(80, "HTTP 200\a"), SiteStates = ["\u202eOK"] }] };
        using StringWriter quiet = new();
        ResultPage.WriteQuietly(quiet, hostile);

        Assert.DoesNotMatch(@"[\p{Cc}\p{Cf}-[\n]]", Page(hostile) + quiet);
        Assert.Contains("  1 ␛[2J\n", Page(hostile), StringComparison.Ordinal);
        Assert.Contains("port 80: HTTP 200␇", quiet.ToString(), StringComparison.Ordinal);
    }

    private static RehearsalResult Play(Cause cause, ResponseMode mode, PlanAnswer? answer, bool succeeds = true)
    {
        ExpectedEnd expected = ExpectedEnd.Of(cause, mode, answer);
        InstanceOutcome outcome = new()
        {
            Instance = InstanceId.Parse("i-0123456789abcdef0"),
            Phase = expected.Phase,
            ReasonCode = expected.ReasonCode,
            Answer = answer,
            SiteAnswers = succeeds == expected.SiteAnswers,
            Mechanism = expected.Mechanism,
            ApacheSemaphoreCount = expected.KeepsArrays ? 1 : 0,
            RebootCount = expected.IsRecovery && cause != Cause.AtRisk ? 1 : 0,
            ConfigurationIsUntouched = !expected.IsRecovery,
        };
        return new RehearsalResult(new RehearsalOptions { Cause = cause, Mode = mode }, cause == Cause.AtRisk ? [outcome, Control] : [outcome], [], [], []);
    }

    private static string Page(RehearsalResult result)
    {
        using StringWriter output = new();
        ResultPage.Write(output, result);
        return output.ToString().ReplaceLineEndings("\n").TrimEnd();
    }

    private static string LastLines(RehearsalResult result)
    {
        string page = Page(result);
        const string Before = " AWS calls, its ticks (here every 3 s) included.\n";
        return page[(page.LastIndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Replace('\n', ' ');
    }
}
