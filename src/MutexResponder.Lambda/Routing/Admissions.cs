using System.Net;
using MutexResponder.Clearing;
using MutexResponder.Detection;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Whether the instance that a log stream is named after was given to us. Anybody who may write logs can name any instance, as often as he
/// likes: a name that was refused is remembered, by the instance or the address and not by the stream, and past <see cref="MaxLookUps"/> a
/// minute all other names together cost one listing of the instances that were given to us, none of which is shut out by that.
/// </summary>
/// <remarks>One for the life of a process, which serves one invocation at a time.</remarks>
public sealed class Admissions(
    IFindInstances instances, IFindInstancesByAddress addresses, IListInstances listing, ClearanceRules rules, RouteJournal journal, TimeProvider time)
{
    /// <summary>Instances remembered as opted in, and names as refused: so many of each. More are asked for again.</summary>
    public const int MaxRemembered = 1_000;

    /// <summary>Names looked up one by one within a minute, of those that are not remembered.</summary>
    public const int MaxLookUps = 20;

    /// <summary>Instances in one listing.</summary>
    public const int MaxListed = 10_000;

    /// <summary>How long an instance is taken for opted in without asking; before anything is changed, EC2 is asked anyway.</summary>
    public static readonly TimeSpan AdmissionLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a name is refused without asking: a tag that is set now counts from then on.</summary>
    public static readonly TimeSpan RefusalLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<InstanceId, DateTimeOffset> _admittedUntil = [];
    private readonly Dictionary<string, (FunctionReply Reply, DateTimeOffset Until)> _refused = new(StringComparer.Ordinal);
    private DateTimeOffset _minuteEnds;
    private int _lookUpCount;
    private IReadOnlyList<InstanceFacts>? _listed;
    private bool _wasListed;

    /// <returns>The instance, or what to reply where none is to be looked at.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer; the delivery comes again.</exception>
    public async Task<(InstanceId? Instance, FunctionReply? Refusal)> AdmitAsync(string eventName, string logStream, CancellationToken cancellationToken)
    {
        bool namesInstance = LogStreamInstance.TryFind(logStream, out InstanceId named);
        IPAddress? address = null;
        bool namesAddress = !namesInstance && LogStreamAddress.TryFind(logStream, out address);
        if (namesInstance && _admittedUntil.TryGetValue(named, out DateTimeOffset until) && time.GetUtcNow() < until)
        {
            return (named, null);
        }

        string name = namesInstance ? named.Value : address?.ToString() ?? logStream;
        if (_refused.TryGetValue(name, out (FunctionReply Reply, DateTimeOffset Until) told) && time.GetUtcNow() < told.Until)
        {
            return (null, told.Reply);
        }

        if (!namesInstance && !namesAddress)
        {
            return Refuse(name, journal.Refused(eventName, Replied.StreamNamesNone(Quoted(logStream))));
        }

        IReadOnlyList<InstanceFacts>? found = !MayLookUp() ? null
            : address is not null ? await addresses.FindByPrivateAddressAsync(address, cancellationToken).ConfigureAwait(false)
            : await instances.FindAsync(named, cancellationToken).ConfigureAwait(false) is { } facts ? [facts] : [];
        found ??= [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(one => address is null ? one.Instance == named : address.Equals(one.Address))];
        if (found.Count == 1 && rules.IsOptedIn(found[0]))
        {
            // An outage logs for as long as it lasts, so most batches name an instance that was looked up before.
            Remember(_admittedUntil, found[0].Instance, time.GetUtcNow() + AdmissionLifetime);
            return (found[0].Instance, null);
        }

        return Refuse(name, found.Count switch
        {
            0 => journal.Refused(eventName, Replied.StreamNamesStranger(Quoted(logStream), name), namesInstance ? name : null),
            // An inspection would be denied by IAM, and a person told of that at each line.
            1 => journal.Ignored(eventName, Replied.LeftAlone(found[0].Instance.Value, $"{rules.OptInTagKey}={rules.OptInTagValue}")),
            _ => journal.Refused(eventName, Replied.AddressOfMany(Quoted(logStream), name, found.Count)),
        });
    }

    private (InstanceId? Instance, FunctionReply? Refusal) Refuse(string name, FunctionReply reply)
    {
        Remember(_refused, name, (reply, time.GetUtcNow() + RefusalLifetime));
        return (null, reply);
    }

    private bool MayLookUp()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now >= _minuteEnds)
        {
            (_minuteEnds, _lookUpCount, _listed, _wasListed) = (now + Minute, 0, null, false);
        }

        return ++_lookUpCount <= MaxLookUps;
    }

    /// <summary>Asked for once a minute, whatever comes of it.</summary>
    private async Task<IReadOnlyList<InstanceFacts>> ListAsync(CancellationToken cancellationToken)
    {
        if (!_wasListed && rules.OptInTagKey is { } key)
        {
            _wasListed = true;
            _listed = await listing.ListByTagAsync(key, rules.OptInTagValue, MaxListed, cancellationToken).ConfigureAwait(false);
        }

        return _listed ?? throw new RemoteCallException(RemoteCallFailure.Unavailable, $"{MaxLookUps} names were looked up within this minute already");
    }

    private static string Quoted(string logStream) => logStream.Length <= 128 ? logStream : logStream[..128] + "…";

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
