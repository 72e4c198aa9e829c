using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// Lists the machines at risk in one OpsItem for the whole fleet, which is resolved once none is. It counts them as metrics each time,
/// changed or not: an alarm needs the good news as well.
/// </summary>
public sealed class OpsCenterFleetRecord(AwsClients clients, OpsCenterSettings settings, FleetMetrics metrics, PreventionMode prevention, TimeProvider time) : IKeepFleetRecord
{
    public async Task<string?> ShowAsync(FleetTally tally, string? id, bool isNew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tally);
        metrics.Tell(tally);
        if (!isNew || (id is null && tally.AtRiskCount == 0))
        {
            return id;
        }

        // Where somebody deleted it and no machine is at risk, there is nothing more to say.
        id = await OpenOpsItem.ShowAsync(clients, id, tally.AtRiskCount > 0 ? () => Create(tally) : null, known => Update(known, tally), cancellationToken)
            .ConfigureAwait(false);
        return tally.AtRiskCount > 0 ? id : null;
    }

    private UpdateOpsItemRequest Update(string id, FleetTally tally) => new()
    {
        OpsItemId = id,
        Title = FleetText.Title(tally, settings.Language),
        Description = FleetText.Description(tally, time.GetUtcNow(), prevention, settings.Language),
        Status = tally.AtRiskCount > 0 ? OpsItemStatus.Open : OpsItemStatus.Resolved,
    };

    private CreateOpsItemRequest Create(FleetTally tally) => new()
    {
        Title = FleetText.Title(tally, settings.Language),
        Description = FleetText.Description(tally, time.GetUtcNow(), prevention, settings.Language),
        Source = OpsCenterRecord.Source,
        Severity = "3",
        Category = "Availability",
        OperationalData = new()
        {
            [OpsItemReferences.DedupKey] = new() { Type = OpsItemDataType.SearchableString, Value = OpsItemReferences.Dedup($"{OpsCenterRecord.Source} fleet") },
        },
    };
}
