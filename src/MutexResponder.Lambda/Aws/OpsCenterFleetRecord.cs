using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Fleet;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Ports;
using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// Lists the machines at risk in one OpsItem for the whole fleet, which is resolved once none is. It counts them as metrics each time,
/// changed or not: an alarm needs the good news as well.
/// </summary>
public sealed class OpsCenterFleetRecord(AwsClients clients, OpsCenterSettings settings, FleetMetrics metrics, TimeProvider time) : IKeepFleetRecord
{
    private const int MaxTries = 2;

    public async Task<string?> ShowAsync(FleetTally tally, string? id, bool isNew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tally);
        metrics.Tell(tally);
        if (!isNew || (id is null && tally.AtRiskCount == 0))
        {
            return id;
        }

        for (int tries = 1; ; tries++)
        {
            try
            {
                id ??= await CreateAsync(tally, cancellationToken).ConfigureAwait(false);
                await clients.Ssm.UpdateOpsItemAsync(
                    new UpdateOpsItemRequest
                    {
                        OpsItemId = id,
                        Title = FleetText.Title(tally, settings.Language),
                        Description = FleetText.Description(tally, time.GetUtcNow(), settings.Language),
                        Status = tally.AtRiskCount > 0 ? OpsItemStatus.Open : OpsItemStatus.Resolved,
                    },
                    cancellationToken).ConfigureAwait(false);
                return tally.AtRiskCount > 0 ? id : null;
            }
            catch (OpsItemNotFoundException) when (tally.AtRiskCount == 0)
            {
                // Somebody deleted it, and there is nothing more to say.
                return null;
            }
            catch (OpsItemNotFoundException) when (tries < MaxTries)
            {
                id = null;
            }
            catch (OpsItemAlreadyExistsException open) when (tries < MaxTries && !string.IsNullOrEmpty(open.OpsItemId))
            {
                id = open.OpsItemId;
            }
            catch (Exception e) when (AwsFailure.TryMap("ssm:UpdateOpsItem", e, cancellationToken, out RemoteCallException? failure))
            {
                throw failure;
            }
        }
    }

    private async Task<string> CreateAsync(FleetTally tally, CancellationToken cancellationToken)
    {
        CreateOpsItemResponse made = await clients.Ssm.CreateOpsItemAsync(
            new CreateOpsItemRequest
            {
                Title = FleetText.Title(tally, settings.Language),
                Description = FleetText.Description(tally, time.GetUtcNow(), settings.Language),
                Source = OpsCenterRecord.Source,
                Severity = "3",
                Category = "Availability",
                OperationalData = new()
                {
                    [OpsItemReferences.DedupKey] = new() { Type = OpsItemDataType.SearchableString, Value = OpsItemReferences.Dedup($"{OpsCenterRecord.Source} fleet") },
                },
            },
            cancellationToken).ConfigureAwait(false);
        return made.OpsItemId;
    }
}
