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
        Task<Clearance> own = ClearInTimeAsync(instance, cancellationToken);
        Veto?[] objections = await Task.WhenAll(_objectors.Select(objector => ObjectInTimeAsync(objector, instance, cancellationToken))).ConfigureAwait(false);
        Clearance clearance = await own.ConfigureAwait(false);
        return clearance with { Vetoes = [.. objections.OfType<Veto>(), .. clearance.Vetoes] };
    }

    private async Task<Clearance> ClearInTimeAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(AnswerTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            return await ofInstance.ClearAsync(instance, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Clearance([new Veto(VetoKind.Refuse, Objection.InstanceUnsaid((int)AnswerTimeout.TotalSeconds))], null, []);
        }
    }

    private async Task<Veto?> ObjectInTimeAsync(IObjectToChanges objector, InstanceId instance, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(AnswerTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            return await objector.ObjectAsync(instance, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Veto(VetoKind.Refuse, Objection.Unsaid((int)AnswerTimeout.TotalSeconds));
        }
    }
}
