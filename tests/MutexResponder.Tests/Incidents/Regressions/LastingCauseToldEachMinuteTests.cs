using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A cause that cannot be mended logged on, and each minute brought an incident, a message and a page.</summary>
public class LastingCauseToldEachMinuteTests
{
    private readonly Responder _responder = new() { Policy = new Policy { Mode = ResponseMode.Observe } };

    /// <summary>Since the test began.</summary>
    private int Seconds => (int)(_responder.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(1795437600)).TotalSeconds;

    [Fact]
    public async Task SameHandOverAgain_IsLookedAtAfterPausesThatDouble_UpToAnHour()
    {
        List<int> minutes = [];
        for (int minute = 0; minute < 360; minute++)
        {
            if (await LineAndLookAsync(minute))
            {
                minutes.Add(minute);
            }

            _responder.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303], minutes);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task Repeat_IsNoHistory_AndIsOneForADayOnly(int seconds, bool isRepeat)
    {
        await LineAndLookAsync(0);
        Assert.Equal((false, true), ((await _responder.IncidentAsync()).IsRepeat, (await _responder.IncidentAsync()).IsHistory));

        _responder.Time.Advance(TimeSpan.FromMinutes(2));
        await LineAndLookAsync(1);
        Assert.Equal((true, false), ((await _responder.IncidentAsync()).IsRepeat, (await _responder.IncidentAsync()).IsHistory));
        Assert.Null(MutexResponder.Messages.PeopleTold.StateOf(await _responder.IncidentAsync()));

        _responder.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(seconds));
        await LineAndLookAsync(2);
        Assert.Equal(isRepeat, (await _responder.IncidentAsync()).IsRepeat);
    }

    [Fact]
    public async Task LookAfterThePause_WithoutANewLine_IsARepeatAsWell()
    {
        await LineAndLookAsync(0);
        await _responder.LineAsync(30);
        await _responder.TickAsync(TimeSpan.FromMinutes(1));
        await _responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.True((await _responder.IncidentAsync()).IsRepeat);
    }

    [Fact]
    public async Task AskedByHand_IsNoRepeat()
    {
        await LineAndLookAsync(0);
        await _responder.AskAsync(ManualAction.Inspect, Machine.Broken, by: "aiko");

        Assert.False((await _responder.IncidentAsync()).IsRepeat);
    }

    /// <summary>Each sweep finds it down again, and people know; one who names the machine is answered.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FoundDownAgain_IsARepeat_UnlessAPersonNamedTheMachine(bool isFromSweep)
    {
        await LineAndLookAsync(0);
        await _responder.AskAsync(new ManualRequest(ManualAction.Remediate, Responder.Instance, Wait: false, null) { IsFromSweep = isFromSweep, IsFromSchedule = isFromSweep });
        await _responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal((true, isFromSweep), ((await _responder.IncidentAsync()).IsFinished, (await _responder.IncidentAsync()).IsRepeat));
    }

    /// <summary>Lines that anybody can write about a site that serves: they must not put off the look at the next one, which may be the outage's.</summary>
    [Fact]
    public async Task LinesThatLeadToNothing_AreEachLookedAtAtTheSpacing()
    {
        for (int minute = 0; minute < 6; minute++)
        {
            await _responder.LineAsync(Seconds);
            Assert.False((await _responder.IncidentAsync()).IsFinished);
            await _responder.EndAsync(Reports.Inspected(Machine.AtRisk));
            Assert.Equal((IncidentPhase.NoAction, minute > 0), ((await _responder.IncidentAsync()).Phase, (await _responder.IncidentAsync()).IsRepeat));
            _responder.Time.Advance(_responder.Policy.InspectionSpacing);
        }
    }

    [Fact]
    public async Task OtherReason_IsNoRepeat()
    {
        await LineAndLookAsync(0);
        _responder.Time.Advance(TimeSpan.FromMinutes(2));
        await _responder.LineAsync(Recording.Load("exhausted"), second: 1);

        Assert.False((await _responder.IncidentAsync()).IsRepeat);
    }

    /// <summary>Whoever can write a doubtful line must not put off the answer to an outage.</summary>
    [Theory]
    [InlineData(6, false)]
    [InlineData(7, false)]
    [InlineData(6, true)]
    public async Task FirstLineOfHighConfidence_IsHeardAtOnce(int hours, bool isAmongDoubtful)
    {
        for (int hour = 0; hour < hours; hour++)
        {
            await LinesAsync(Doubtful());
            await _responder.EndAsync(Reports.Inspected(Recording.Load("exhausted")));
            Assert.Equal((IncidentPhase.Escalated, hour > 0), ((await _responder.IncidentAsync()).Phase, (await _responder.IncidentAsync()).IsRepeat));
            _responder.Time.Advance(TimeSpan.FromMinutes(hour < hours - 1 ? 60 : 2));
        }

        await LinesAsync(isAmongDoubtful ? [Doubtful(), Responder.NewSignal(Seconds)] : [Responder.NewSignal(Seconds)]);

        Assert.False((await _responder.IncidentAsync()).IsFinished);
    }

    /// <summary>The second of them is no news, whatever came with the first.</summary>
    [Fact]
    public async Task LineOfHighConfidence_AfterOneAmongDoubtfulOnes_WaitsForThePause()
    {
        for (int look = 0; look < 2; look++)
        {
            await LinesAsync(Doubtful(), Responder.NewSignal(Seconds));
            await _responder.EndAsync(Reports.Inspected(Recording.Load("exhausted")));
            _responder.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await LinesAsync(Responder.NewSignal(Seconds));
        Assert.True((await _responder.IncidentAsync()).IsFinished);
        await _responder.TickAsync(TimeSpan.FromMinutes(1));
        Assert.False((await _responder.IncidentAsync()).IsFinished);
    }

    private Signal Doubtful() => Responder.NewSignal(Seconds) with { Confidence = SignalConfidence.Low };

    private async Task LinesAsync(params Signal[] signals) => await _responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [.. signals] });

    /// <returns>Whether the line led to a look.</returns>
    private async Task<bool> LineAndLookAsync(int second)
    {
        int before = _responder.Commands.Sent.Count;
        await _responder.LineAsync(Seconds + second);
        await _responder.TickAsync();
        if (_responder.Commands.Sent.Count == before)
        {
            return false;
        }

        await _responder.EndAsync(Reports.Inspected(Machine.Broken));
        Assert.Equal(IncidentPhase.Escalated, (await _responder.IncidentAsync()).Phase);
        return true;
    }
}
