using System.Net;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Hosting;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>From a log batch to the one instance that it names. A batch without a signal costs no call at all.</summary>
public sealed class LogDeliveryRoute(
    ReadLogBatch read,
    IFindInstances instances,
    IFindInstancesByAddress addresses,
    IReconcile reconcile,
    RouteJournal journal)
{
    /// <summary>Instances remembered as this account's. More are asked for again.</summary>
    public const int MaxRemembered = 1_000;

    private readonly HashSet<InstanceId> _ours = [];

    /// <exception cref="FunctionErrorException">The batch cannot be read: it is dead-lettered, not lost.</exception>
    public async Task<FunctionReply> HandleAsync(LogsDelivered delivered, CancellationToken cancellationToken)
    {
        (LogBatch? batch, string? error) = read(delivered.Data);
        if (batch is null)
        {
            throw new FunctionErrorException("InvalidEvent.bad-log-data", error ?? "The log data cannot be read.");
        }

        if (batch.IsControlMessage)
        {
            return journal.Ignored(delivered.Name, "control-message", "CloudWatch Logs checked that the subscription can be reached.");
        }

        if (batch.Signals.IsEmpty)
        {
            return journal.Ignored(delivered.Name, "no-signal", $"None of {batch.EventCount} log events says anything about Apache's mutexes.");
        }

        (InstanceId? instance, FunctionReply? refusal) = await FindInstanceAsync(delivered.Name, batch.LogStream, cancellationToken).ConfigureAwait(false);
        if (instance is null)
        {
            return refusal!;
        }

        Trigger trigger = new() { Kind = TriggerKind.LogSignals, Signals = batch.Signals };
        return journal.Accepted(delivered.Name, await reconcile.ReconcileAsync(instance.Value, trigger, cancellationToken).ConfigureAwait(false));
    }

    private async Task<(InstanceId? Instance, FunctionReply? Refusal)> FindInstanceAsync(string eventName, string logStream, CancellationToken cancellationToken)
    {
        string quoted = logStream.Length <= 128 ? logStream : logStream[..128] + "…";
        if (LogStreamInstance.TryFind(logStream, out InstanceId named))
        {
            // Anybody who may write logs can name a stream: the id is believed only where EC2 knows it.
            return await IsOursAsync(named, cancellationToken).ConfigureAwait(false)
                ? (named, null)
                : (null, journal.Refused(eventName, "unknown-instance", $"The log stream '{quoted}' names {named}, which this account and Region do not have.", named.Value));
        }

        if (!LogStreamAddress.TryFind(logStream, out IPAddress? address))
        {
            return (null, journal.Refused(eventName, "no-instance", $"The log stream '{quoted}' names neither an instance id nor a private address."));
        }

        IReadOnlyList<InstanceFacts> found = await addresses.FindByPrivateAddressAsync(address, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            1 => (found[0].Instance, null),
            0 => (null, journal.Refused(eventName, "unknown-instance", $"No instance has the address {address} of the log stream '{quoted}'.")),
            _ => (null, journal.Refused(eventName, "ambiguous-instance", $"{found.Count} instances have the address {address} of the log stream '{quoted}'.")),
        };
    }

    /// <summary>
    /// An outage logs for as long as it lasts, so most batches name an instance that was looked up before. That it existed is enough here:
    /// before anything is changed, EC2 is asked for its state and tags.
    /// </summary>
    private async Task<bool> IsOursAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (_ours.Contains(instance))
        {
            return true;
        }

        if (await instances.FindAsync(instance, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        if (_ours.Count == MaxRemembered)
        {
            _ours.Clear();
        }

        _ours.Add(instance);
        return true;
    }
}
