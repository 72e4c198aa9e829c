using System.Net;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// From a log batch to the one instance that it names. A batch without a signal costs no call at all. Anybody who may write logs can name
/// any instance, as often as he likes: one that is not ours, or was not given to us, costs one look-up and one log line per
/// <see cref="RefusalLifetime"/> and process, and leaves no record.
/// </summary>
public sealed class LogDeliveryRoute(
    IFindInstances instances,
    IFindInstancesByAddress addresses,
    ClearanceRules rules,
    IReconcile reconcile,
    RouteJournal journal,
    TimeProvider time)
{
    /// <summary>Instances remembered as opted in, and streams as refused: so many of each. More are asked for again.</summary>
    public const int MaxRemembered = 1_000;

    /// <summary>How long an instance is taken for opted in without asking; before anything is changed, EC2 is asked anyway.</summary>
    public static readonly TimeSpan AdmissionLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a stream is refused without asking: a tag that is set now counts from then on.</summary>
    public static readonly TimeSpan RefusalLifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<InstanceId, DateTimeOffset> _admittedUntil = [];
    private readonly Dictionary<string, (FunctionReply Reply, DateTimeOffset Until)> _refused = new(StringComparer.Ordinal);

    /// <exception cref="FunctionErrorException">The batch cannot be read: it is dead-lettered, not lost.</exception>
    public async Task<FunctionReply> HandleAsync(LogsDelivered delivered, CancellationToken cancellationToken)
    {
        if (!CloudWatchLogsEnvelope.Read(delivered.Data.Span).TryGetBatch(out LogBatch? batch, out string? error))
        {
            throw new FunctionErrorException("InvalidEvent.bad-log-data", error);
        }

        if (batch.IsControlMessage)
        {
            return journal.Ignored(delivered.Name, "control-message", "CloudWatch Logs checked that the subscription can be reached.");
        }

        if (batch.Signals.IsEmpty)
        {
            return journal.Ignored(delivered.Name, "no-signal", $"None of {batch.EventCount} log events says anything about Apache's mutexes.");
        }

        if (_refused.TryGetValue(batch.LogStream, out (FunctionReply Reply, DateTimeOffset Until) told) && time.GetUtcNow() < told.Until)
        {
            return told.Reply;
        }

        (InstanceId? instance, FunctionReply? refusal) = await FindInstanceAsync(delivered.Name, batch.LogStream, cancellationToken).ConfigureAwait(false);
        if (instance is null)
        {
            Remember(_refused, batch.LogStream, (refusal!, time.GetUtcNow() + RefusalLifetime));
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
            if (_admittedUntil.TryGetValue(named, out DateTimeOffset until) && time.GetUtcNow() < until)
            {
                return (named, null);
            }

            return await instances.FindAsync(named, cancellationToken).ConfigureAwait(false) is { } facts
                ? Admit(eventName, facts)
                : (null, journal.Refused(eventName, "unknown-instance", $"The log stream '{quoted}' names {named}, which this account and Region do not have.", named.Value));
        }

        if (!LogStreamAddress.TryFind(logStream, out IPAddress? address))
        {
            return (null, journal.Refused(eventName, "no-instance", $"The log stream '{quoted}' names neither an instance id nor a private address."));
        }

        IReadOnlyList<InstanceFacts> found = await addresses.FindByPrivateAddressAsync(address, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            1 => Admit(eventName, found[0]),
            0 => (null, journal.Refused(eventName, "unknown-instance", $"No instance has the address {address} of the log stream '{quoted}'.")),
            _ => (null, journal.Refused(eventName, "ambiguous-instance", $"{found.Count} instances have the address {address} of the log stream '{quoted}'.")),
        };
    }

    /// <summary>An outage logs for as long as it lasts, so most batches name an instance that was looked up before.</summary>
    private (InstanceId? Instance, FunctionReply? Refusal) Admit(string eventName, InstanceFacts facts)
    {
        if (!rules.IsOptedIn(facts))
        {
            // An inspection would be denied by IAM, and a person told of that at each line.
            return (null, journal.Ignored(eventName, "not-opted-in", $"{facts.Instance} does not have the tag {rules.OptInTagKey}={rules.OptInTagValue}; it is left alone."));
        }

        Remember(_admittedUntil, facts.Instance, time.GetUtcNow() + AdmissionLifetime);
        return (facts.Instance, null);
    }

    private static void Remember<TKey, TValue>(Dictionary<TKey, TValue> memory, TKey key, TValue value)
        where TKey : notnull
    {
        if (memory.Count >= MaxRemembered && !memory.ContainsKey(key))
        {
            memory.Clear();
        }

        memory[key] = value;
    }
}
