using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Lab.Timing;

/// <summary>Where the time of one instance's outage went: ours, from what the lab's AWS saw, and the instance's own.</summary>
/// <param name="Phases">From the outage to the end of the incident, in order and without gaps.</param>
/// <param name="TimeToRecovery">From the outage to the first answer of the site.</param>
/// <param name="OursToRecovery">What the function took of that.</param>
/// <param name="Down">How long the instance was down to reboot; zero where it was not.</param>
public sealed record RecoverySplit(ImmutableArray<RecoveryPhase> Phases, TimeSpan TimeToRecovery, TimeSpan OursToRecovery, TimeSpan Down)
{
    /// <summary>Our share of the time to recovery, 0 to 1.</summary>
    public double Share => OursToRecovery / TimeToRecovery;

    /// <summary>The same on a machine that takes that long from going down to being up; the lab's instances take a fraction of a second.</summary>
    public double ShareWithReboot(TimeSpan down) => OursToRecovery / (TimeToRecovery - Down + down);

    /// <returns>The split, null where the instance did not recover or the record of it has a gap.</returns>
    public static RecoverySplit? Of(RehearsalResult result, InstanceId instance)
    {
        if (result.Instances.FirstOrDefault(o => o.Instance == instance) is not { Phase: IncidentPhase.Resolved, TimeToRecovery: { } toRecovery } outcome)
        {
            return null;
        }

        DateTimeOffset outage = result.StartedAt + outcome.OutageAt;
        DateTimeOffset served = outage + toRecovery;
        (DateTimeOffset At, bool CameUp)[] changes = [.. result.Moments.Where(m => m.Instance == instance && m.CameUp is not null).Select(m => (result.StartedAt + m.Elapsed, m.CameUp!.Value)).Where(c => c.Item1 > outage)];
        DateTimeOffset? down = First(changes, cameUp: false);
        DateTimeOffset? up = First(changes, cameUp: true);
        DateTimeOffset changed = down is not null && up is not null ? down.Value : served;

        DateTimeOffset[] sent = [.. CallsOn(result, instance, "SendCommand").Where(at => at > outage && at < changed)];
        DateTimeOffset[] read = [.. CallsOn(result, instance, "GetCommandInvocation").Where(at => at > changed)];
        if (sent.Length < 2 || read.Length == 0
            || InvocationAt(result, sent[0]) is not { } opening
            || InvocationAt(result, sent[^1]) is not { } deciding
            || InvocationAt(result, read[^1]) is not { } closing)
        {
            return null;
        }

        var line = new TimeLine(outage);
        line.Theirs("detect", opening.QueuedAt);
        line.Ours("detect", sent[0]);
        line.Theirs("inspect", deciding.QueuedAt);
        line.Ours("decide", sent[^1]);
        if (down is not null && up is not null)
        {
            line.Theirs("apply", down.Value);
            line.Theirs("reboot", up.Value);
        }
        else
        {
            line.Theirs("apply and restart", served);
        }

        line.Theirs("verify", closing.QueuedAt);
        line.Ours("report", closing.EndedAt);
        return new RecoverySplit(line.Phases, toRecovery, line.OursUntil(served), down is not null && up is not null ? up.Value - down.Value : TimeSpan.Zero);
    }

    private static DateTimeOffset? First((DateTimeOffset At, bool CameUp)[] changes, bool cameUp) =>
        changes.Where(change => change.CameUp == cameUp).Select(change => (DateTimeOffset?)change.At).FirstOrDefault();

    private static IEnumerable<DateTimeOffset> CallsOn(RehearsalResult result, InstanceId instance, string operation) =>
        result.Calls.Where(call => call.Call.Operation == operation && call.Call.Target == instance.Value && call.Outcome == JournaledCall.Success).Select(call => call.At);

    private static ServedInvocation? InvocationAt(RehearsalResult result, DateTimeOffset at) => result.Invocations.FirstOrDefault(invocation => invocation.Covers(at));
}
