using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Asks EC2 once per invocation for each instance, and again after <see cref="MaxAge"/>. Forgets at the start of the next one: an
/// instance may have been stopped or retagged since.
/// </summary>
/// <remarks>
/// 2026-11-23: the two clearances around taking a slot are some milliseconds apart and asked twice. EC2's own answers are only eventually
/// consistent (EC2 API Reference, "Eventual consistency"), so the second told nothing new; switches and calendars are still asked each time.
/// </remarks>
public sealed class RememberedInstances(IFindInstances inner, TimeProvider time) : IFindInstances
{
    /// <summary>How old an answer may be: far above the time between two clearances of one change, far below that of a waiting request.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly Dictionary<InstanceId, (DateTimeOffset At, InstanceFacts? Facts)> _known = [];

    public async Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(instance, out (DateTimeOffset At, InstanceFacts? Facts) known) && time.GetUtcNow() - known.At < MaxAge)
        {
            return known.Facts;
        }

        // Dated before the call: the answer is no newer than the question.
        DateTimeOffset asked = time.GetUtcNow();
        InstanceFacts? facts = await inner.FindAsync(instance, cancellationToken).ConfigureAwait(false);
        _known[instance] = (asked, facts);
        return facts;
    }

    public void Forget() => _known.Clear();
}
