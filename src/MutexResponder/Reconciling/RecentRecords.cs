using MutexResponder.Incidents;

namespace MutexResponder.Reconciling;

/// <summary>
/// The open incidents that this process has just read or written, so that the event of a command need not read its record again.
/// They may be old by then. That does no harm: what is decided on an old record cannot be saved, and nothing is done before it is saved.
/// </summary>
/// <remarks>One for the life of a process. Several reconciles may use it at once.</remarks>
public sealed class RecentRecords
{
    /// <summary>Open incidents kept, and instances known; beyond it the oldest incidents go, and all that is known of instances.</summary>
    public const int MaxRecords = 1_000;

    /// <summary>Characters of evidence kept, two bytes each, and as much again once it is read; beyond it the oldest incidents go.</summary>
    public const int MaxEvidenceChars = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<InstanceId> _known = [];
    private readonly Dictionary<InstanceId, LinkedListNode<Incident>> _open = [];
    private readonly LinkedList<Incident> _oldestFirst = [];
    private long _evidenceChars;

    /// <returns>The open incident as it was last seen here, or null.</returns>
    public Incident? Find(InstanceId instance)
    {
        lock (_gate)
        {
            return _open.TryGetValue(instance, out LinkedListNode<Incident>? node) ? node.Value : null;
        }
    }

    /// <summary>Whether the instance was seen to have a record, open or ended.</summary>
    public bool Knows(InstanceId instance)
    {
        lock (_gate)
        {
            return _known.Contains(instance);
        }
    }

    /// <summary>Keeps a record as the store has it; of an ended incident only that there is one.</summary>
    public void Keep(Incident stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        lock (_gate)
        {
            if (_known.Count == MaxRecords && !_known.Contains(stored.Instance))
            {
                _known.Clear();
            }

            _known.Add(stored.Instance);
            Remove(stored.Instance);
            if (stored.IsFinished)
            {
                return;
            }

            _open[stored.Instance] = _oldestFirst.AddLast(stored);
            _evidenceChars += CharsOf(stored);
            while (_oldestFirst.Count > MaxRecords || _evidenceChars > MaxEvidenceChars)
            {
                Remove(_oldestFirst.First!.Value.Instance);
            }
        }
    }

    /// <summary>What the store has now is not known here.</summary>
    public void Forget(InstanceId instance)
    {
        lock (_gate)
        {
            Remove(instance);
        }
    }

    private void Remove(InstanceId instance)
    {
        if (_open.Remove(instance, out LinkedListNode<Incident>? node))
        {
            _oldestFirst.Remove(node);
            _evidenceChars -= CharsOf(node.Value);
        }
    }

    private static long CharsOf(Incident incident) => (incident.Seen?.Text.Length ?? 0) + (incident.Attempt?.After?.Text.Length ?? 0);
}
