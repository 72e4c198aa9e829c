using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Says how the fleet stands, from what is kept. <c>fleet</c> looks at no instance for it; <c>sweep</c> first begins a bounded number of looks, and
/// waits for them only where it is told to: the next one goes on from there.
/// </summary>
public sealed class FleetRoute(FleetSweep fleet, RouteJournal journal, ReportLanguage language, TimeProvider time)
{
    /// <summary>To count what is kept when the invocation's time is nearly up.</summary>
    private static readonly TimeSpan CountTimeout = TimeSpan.FromSeconds(1);

    /// <exception cref="RemoteCallException">The store or EC2 could not answer.</exception>
    public async Task<FunctionReply> HandleAsync(string eventName, ManualRequest request, CancellationToken cancellationToken)
    {
        if (request.Action == ManualAction.Fleet)
        {
            return Reply(eventName, await fleet.TallyAsync(cancellationToken).ConfigureAwait(false)) with { Reason = fleet.IsOn ? null : "prevention-off" };
        }

        if (!fleet.HasInstances)
        {
            FunctionReply refused = journal.Refused(eventName, Replied.NoOptInTag).In(language);
            return refused with { Error = new ReplyError(refused.Reason!, refused.Summary, null) };
        }

        FleetLooks looks = await fleet.BeginLooksAsync(request.MaxInstances, Asker.Of(request), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InstanceId> underWay = [.. looks.Begun, .. looks.Running];
        if (request.Wait)
        {
            underWay = await WaitAsync(underWay, cancellationToken).ConfigureAwait(false);
        }

        using CancellationTokenSource count = new(CountTimeout, time);
        FunctionReply reply = Reply(eventName, await fleet.TallyAsync(count.Token).ConfigureAwait(false));
        return reply with
        {
            Reason = looks.FailedCount > 0 ? "some-failed" : null,
            Summary = $"{reply.Summary} {FleetText.Looks(looks, underWay.Count, language)}",
        };
    }

    /// <returns>Those that go on when the invocation's time is nearly up; their ends, or the tick, bring what they saw.</returns>
    private async Task<IReadOnlyList<InstanceId>> WaitAsync(IReadOnlyList<InstanceId> underWay, CancellationToken cancellationToken)
    {
        try
        {
            while (underWay.Count > 0)
            {
                await Task.Delay(ManualRoute.PollPeriod, time, cancellationToken).ConfigureAwait(false);
                underWay = await fleet.CollectAsync(underWay, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        return underWay;
    }

    private FunctionReply Reply(string eventName, FleetTally tally) => new()
    {
        Outcome = Outcome.Accepted,
        Event = eventName,
        Summary = FleetText.Summary(tally, language),
        AtRisk = [.. tally.AtRisk.Select(entry => new AtRiskReply(entry.Instance.Value, FleetText.RisksOf(entry, language), entry.LookedAt))],
        Fleet = new FleetReply(tally.Count, tally.AtRiskCount, tally.SafeCount, tally.ExposedCount, tally.UnknownCount, tally.NewCount, tally.OldestLookAt),
    };
}
