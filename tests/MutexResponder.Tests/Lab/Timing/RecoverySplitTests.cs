using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Lab.Timing;

namespace MutexResponder.Tests.Lab.Timing;

/// <summary>An incident whose every moment is known: the outage at second 10 of the rehearsal, an answer at second 19.</summary>
public class RecoverySplitTests
{
    private static readonly InstanceId s_web = InstanceId.Parse("i-0abc1234def567890");
    private static readonly InstanceId s_other = InstanceId.Parse("i-0abc1234def567891");
    private static readonly DateTimeOffset s_start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reboot_EachPhaseAndItsOwner()
    {
        RecoverySplit split = RecoverySplit.Of(Rehearsed(withReboot: true), s_web)!;

        Assert.Equal(
            [
                new RecoveryPhase("detect", Seconds(1.5), Seconds(0.5)),
                new RecoveryPhase("inspect", Seconds(1), Seconds(0)),
                new RecoveryPhase("decide", Seconds(0.4), Seconds(0.4)),
                new RecoveryPhase("apply", Seconds(3.1), Seconds(0)),
                new RecoveryPhase("reboot", Seconds(2), Seconds(0)),
                new RecoveryPhase("verify", Seconds(2), Seconds(0)),
                new RecoveryPhase("report", Seconds(0.3), Seconds(0.3)),
            ],
            split.Phases);
        Assert.Equal(Seconds(9), split.TimeToRecovery);
        Assert.Equal(Seconds(0.9), split.OursToRecovery);
        Assert.Equal(Seconds(2), split.Down);
        Assert.Equal(0.1, split.Share, 9);
        Assert.Equal(0.9 / 67, split.ShareWithReboot(Seconds(60)), 9);
    }

    [Fact]
    public void Restart_NoRebootPhase()
    {
        RecoverySplit split = RecoverySplit.Of(Rehearsed(withReboot: false), s_web)!;

        Assert.Equal(["detect", "inspect", "decide", "apply and restart", "verify", "report"], split.Phases.Select(phase => phase.Name));
        Assert.Equal(TimeSpan.Zero, split.Down);
    }

    [Fact]
    public void NotRecovered_NoSplit()
    {
        RehearsalResult result = Rehearsed(withReboot: true);

        Assert.Null(RecoverySplit.Of(result with { Instances = [result.Instances[0] with { Phase = IncidentPhase.Escalated }] }, s_web));
        Assert.Null(RecoverySplit.Of(result with { Calls = [] }, s_web));
        Assert.Null(RecoverySplit.Of(result with { Invocations = [] }, s_web));
        Assert.Null(RecoverySplit.Of(result, s_other));
    }

    private static RehearsalResult Rehearsed(bool withReboot) => new(
        new RehearsalOptions(),
        [new InstanceOutcome { Instance = s_web, Phase = IncidentPhase.Resolved, OutageAt = Seconds(10), TimeToRecovery = Seconds(9) }],
        [
            Call(11.5, "SendCommand", s_web), Call(11.7, "SendCommand", s_other), Call(12.6, "GetCommandInvocation", s_web),
            Call(12.9, "SendCommand", s_web), Call(20.1, "GetCommandInvocation", s_web),
        ],
        [],
        withReboot ? [Change(2, cameUp: true), Change(16, cameUp: false), Change(18, cameUp: true)] : [Change(2, cameUp: true)])
    {
        StartedAt = s_start,
        Invocations = [Served(11, 11.1, 11.6), Served(12.5, 12.5, 13), Served(20, 20.05, 20.3)],
    };

    private static JournaledCall Call(double second, string operation, InstanceId target) =>
        new(At(second), new IncomingCall(1, "ssm", operation, target.Value), JournaledCall.Success);

    private static Moment Change(double second, bool cameUp) => new(Seconds(second), s_web, "lab", "") { CameUp = cameUp };

    private static ServedInvocation Served(double queued, double taken, double ended) => new("id", At(queued), At(taken), At(ended), IsError: false);

    private static DateTimeOffset At(double second) => s_start + Seconds(second);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
