using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>A reconciler that records what it was asked and answers as it is told.</summary>
internal sealed class RecordingReconcile : IReconcile
{
    private readonly Queue<Func<InstanceId, ReconcileResult>> _answers = [];

    private Func<Trigger, IncidentPhase?> _otherwise = _ => IncidentPhase.Inspecting;

    public List<(InstanceId Instance, Trigger Trigger)> Calls { get; } = [];

    public RecordingReconcile Answer(IncidentPhase phase, DateTimeOffset? openedAt = null, string reasonCode = "because", Look? endedOn = null, Incident? record = null, IncidentGoal goal = IncidentGoal.Recover)
    {
        _answers.Enqueue(instance => Result(instance, phase) with { OpenedAt = openedAt, ReasonCode = reasonCode, EndedOn = endedOn, Record = record, Goal = goal });
        return this;
    }

    /// <summary>The instance never had an incident.</summary>
    public RecordingReconcile AnswerNone()
    {
        _answers.Enqueue(None);
        return this;
    }

    /// <summary>Answers all that no other answer is for; a null phase is no incident.</summary>
    public void AnswerAs(Func<Trigger, IncidentPhase?> phaseOf) => _otherwise = phaseOf;

    public RecordingReconcile Refuse(string code, string reason)
    {
        _answers.Enqueue(instance => Result(instance, IncidentPhase.Resolved) with { ReasonCode = code, Told = Statement.Quoted(reason), IsRefusal = true });
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
        return Task.FromResult(
            _answers.TryDequeue(out Func<InstanceId, ReconcileResult>? answer) ? answer(instance)
            : _otherwise(trigger) is { } phase ? Result(instance, phase)
            : None(instance));
    }

    private static ReconcileResult None(InstanceId instance) => new(instance, null, null, "no-incident", Statement.Quoted($"{instance} has no incident."));

    private static ReconcileResult Result(InstanceId instance, IncidentPhase phase) =>
        new(instance, IncidentId.Of(DateTimeOffset.UnixEpoch, instance), phase, "because", Statement.Quoted($"{instance} stands at {phase}."));
}
