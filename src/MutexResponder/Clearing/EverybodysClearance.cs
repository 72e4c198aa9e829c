using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Clearing;

/// <summary>
/// Asks the instance and everybody who may object, all at once, and tells their objections together: those that hold for
/// the whole stack first. Each answer has a bound; silence is an objection.
/// </summary>
/// <param name="ofInstance">What the instance itself says, and its slots.</param>
/// <param name="objectors">Everybody else, in the order in which their objections are told: <see cref="MaxObjectors"/> at most.</param>
/// <param name="time">The clock of the bound.</param>
public sealed class EverybodysClearance(IClearChanges ofInstance, ImmutableArray<IObjectToChanges> objectors, TimeProvider time) : IClearChanges
{
    /// <summary>Asked side by side, so their number is the number of calls at once.</summary>
    public const int MaxObjectors = 8;

    /// <summary>Longer than a call with its retries needs when the service is merely slow.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private readonly ImmutableArray<IObjectToChanges> _objectors = objectors.Length <= MaxObjectors
        ? objectors
        : throw new ArgumentException($"{objectors.Length} objectors; {MaxObjectors} are asked at most.", nameof(objectors));

    public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        int seconds = (int)AnswerTimeout.TotalSeconds;
        Task<Clearance> own = InTimeAsync(
            bound => ofInstance.ClearAsync(instance, bound), new Clearance([new Veto(VetoKind.Refuse, Objection.InstanceUnsaid(seconds))], null, []), cancellationToken);
        Veto?[] objections = await Task.WhenAll(_objectors.Select(objector => InTimeAsync<Veto?>(
            bound => objector.ObjectAsync(instance, bound), new Veto(VetoKind.Refuse, Objection.Unsaid(seconds)), cancellationToken))).ConfigureAwait(false);
        Clearance clearance = await own.ConfigureAwait(false);
        return clearance with { Vetoes = [.. objections.OfType<Veto>(), .. clearance.Vetoes] };
    }

    /// <returns>The answer, or what is taken for one where none came in time.</returns>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, T unsaid, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(AnswerTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return unsaid;
        }
    }
}
