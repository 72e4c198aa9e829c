using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Metrics;

/// <summary>The incidents' metrics, which the alarms and the dashboard watch: one dimension, the function.</summary>
/// <param name="metrics">Writes them.</param>
/// <param name="functionName">The value of the dimension.</param>
public sealed class IncidentMetrics(MetricsWriter metrics, string functionName) : ICountSteps
{
    private const string PersonNeeded = "PersonNeeded";

    public void Count(Incident? before, Incident after)
    {
        Incident? sameBefore = before?.Id == after.Id ? before : null;
        if (sameBefore is null)
        {
            Write("IncidentsOpened", 1, after);
        }

        if (after.SignalCount - (sameBefore?.SignalCount ?? 0) is > 0 and var news)
        {
            Write("SignalsSeen", news, after);
        }

        if (NeedsPerson(after) && !(sameBefore is not null && NeedsPerson(sameBefore)))
        {
            Write(PersonNeeded, 1, after);
        }

        if (after.IsFinished && sameBefore is not { IsFinished: true })
        {
            CountEnd(after);
        }
    }

    /// <summary>Told at each tick while plans wait, so that the alarm holds until the last is answered, preventions apart; what is handed over is told once.</summary>
    public void TellWaitingPlans(int count)
    {
        if (count > 0)
        {
            metrics.Write(PersonNeeded, MetricsWriter.Count, count, [(MetricsWriter.FunctionDimension, functionName)], null, null);
        }
    }

    /// <summary>Told at each tick, also 0 where none is open, preventions apart: an alarm needs the good news as well.</summary>
    public void TellOldestOpen(TimeSpan age, InstanceId? instance) => metrics.Write(
        "OldestOpenIncidentAgeSeconds", MetricsWriter.Seconds, Math.Max(0, age.TotalSeconds), [(MetricsWriter.FunctionDimension, functionName)], null, instance?.Value);

    /// <summary>A plan waits for an answer, or the responder has handed the incident over, for whatever reason. A prevention may wait: its site serves.</summary>
    private static bool NeedsPerson(Incident incident) =>
        !incident.IsRepeat && incident is ({ Phase: IncidentPhase.Escalated } or { Phase: IncidentPhase.AwaitingApproval, Goal: not Goal.Prevent });

    private void CountEnd(Incident ended)
    {
        switch (ended.Phase)
        {
            case IncidentPhase.Resolved:
                Write("IncidentsResolved", 1, ended);
                if (ended is { Goal: Goal.Recover, State: State.Ended { At: var closedAt } })
                {
                    metrics.Write(
                        "TimeToRecoverySeconds", MetricsWriter.Seconds, (closedAt - ended.OpenedAt).TotalSeconds, [(MetricsWriter.FunctionDimension, functionName)], ended.ReasonCode, ended.Instance.Value);
                }

                break;
            case IncidentPhase.Escalated:
                Write("IncidentsEscalated", 1, ended);
                break;
            case IncidentPhase.NoAction:
                Write("IncidentsNoAction", 1, ended);
                break;
        }
    }

    private void Write(string metric, int count, Incident incident) =>
        metrics.Write(metric, MetricsWriter.Count, count, [(MetricsWriter.FunctionDimension, functionName)], incident.ReasonCode, incident.Instance.Value);
}
