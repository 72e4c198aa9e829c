using MutexResponder.Fleet;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>Says how the fleet stands, from what is kept: no instance is looked at for it.</summary>
public sealed class FleetRoute(FleetSweep sweep, ReportLanguage language)
{
    /// <exception cref="Ports.RemoteCallException">The store could not answer.</exception>
    public async Task<FunctionReply> HandleAsync(string eventName, CancellationToken cancellationToken)
    {
        FleetTally tally = await sweep.TallyAsync(cancellationToken).ConfigureAwait(false);
        return new FunctionReply
        {
            Outcome = Outcome.Accepted,
            Event = eventName,
            Reason = sweep.IsOn ? null : "prevention-off",
            Summary = FleetText.Summary(tally, language),
            AtRisk = [.. tally.AtRisk.Select(entry => new AtRiskReply(entry.Instance.Value, null, FleetText.RisksOf(entry, language)) { LookedAt = entry.LookedAt })],
            Fleet = new FleetReply(tally.Count, tally.AtRiskCount, tally.SafeCount, tally.ExposedCount, tally.UnknownCount, tally.NewCount, tally.OldestLookAt),
        };
    }
}
