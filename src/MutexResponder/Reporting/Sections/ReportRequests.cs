using MutexResponder.Deciding;
using MutexResponder.Incidents;

namespace MutexResponder.Reporting.Sections;

/// <summary>Manual requests that a reader can send next; empty where one makes no sense now.</summary>
/// <param name="Approve">Lets the waiting plan go on.</param>
/// <param name="Reject">Ends the waiting plan.</param>
/// <param name="Inspect">Looks at the instance once more.</param>
/// <param name="Remediate">Looks once more and goes on as the mode allows.</param>
/// <param name="Rollback">Looks once more and takes the change back.</param>
/// <param name="Sweep">Lists other instances at risk.</param>
public sealed record ReportRequests(string Approve, string Reject, string Inspect, string Remediate, string Rollback, string Sweep)
{
    internal static ReportRequests From(Incident incident, bool hasPlan, bool isExposed, ReportUndo undo)
    {
        bool waits = incident.Phase == IncidentPhase.AwaitingApproval;
        bool needsPerson = incident.Phase == IncidentPhase.Escalated;

        // Whoever said no may have meant another one, and the site may be down all the same.
        bool wasRejected = incident is { Goal: Goal.Recover, State: State.Ended { Why.Code: Because.RejectedCode } };
        return new ReportRequests(
            waits ? Answers.Text(incident, "approve") : "",
            waits ? Answers.Text(incident, "reject") : "",
            needsPerson ? Of("inspect") : "",
            hasPlan && (needsPerson || wasRejected) ? Of("remediate") : "",
            undo.State == ChangeState.NotTakenBack ? undo.Request : "",
            isExposed ? """{"action":"sweep"}""" : "");

        string Of(string action) => Opening.RequestText(action, incident.Instance);
    }
}
