using MutexResponder.Incidents;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>A reconciler that records what it was asked and answers as it is told.</summary>
internal sealed class RecordingReconcile : IReconcile
{
    private readonly Queue<Func<InstanceId, ReconcileResult>> _answers = [];

    public List<(InstanceId Instance, Trigger Trigger)> Calls { get; } = [];

    public RecordingReconcile Answer(IncidentPhase phase, DateTimeOffset? openedAt = null)
    {
        _answers.Enqueue(instance => Result(instance, phase) with { OpenedAt = openedAt });
        return this;
    }

    public RecordingReconcile Refuse(string code, string reason)
    {
        _answers.Enqueue(instance => Result(instance, IncidentPhase.Resolved) with { ReasonCode = code, Summary = reason, IsRefusal = true });
        return this;
    }

    public RecordingReconcile Throw(Exception exception)
    {
        _answers.Enqueue(_ => throw exception);
        return this;
    }

    public Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add((instance, trigger));
        return Task.FromResult(_answers.TryDequeue(out Func<InstanceId, ReconcileResult>? answer) ? answer(instance) : Result(instance, IncidentPhase.Inspecting));
    }

    private static ReconcileResult Result(InstanceId instance, IncidentPhase phase) =>
        new(instance, $"mr-{instance}", phase, "because", $"{instance} stands at {phase}.");
}
