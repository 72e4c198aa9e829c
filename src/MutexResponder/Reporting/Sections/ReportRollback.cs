using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Reporting.Sections;

/// <summary>What a rollback takes back, and the configuration's hash (SHA-256, lower-case hex) on the way; empty where the record does not say.</summary>
/// <param name="ChangeIncidentId">The incident whose change it is.</param>
/// <param name="ChangedAt">When that change was known to be made; null where the record does not say.</param>
/// <param name="WantedHash">Of the configuration before that change.</param>
/// <param name="FoundHash">Of the configuration when it was inspected for the rollback.</param>
/// <param name="LeftHash">Of the configuration when it was last looked at after the order.</param>
/// <param name="WasSent">The order went to the instance, and the instance did not refuse it.</param>
public sealed record ReportRollback(
    IncidentId ChangeIncidentId, DateTimeOffset? ChangedAt, string WantedHash, string FoundHash, string LeftHash, bool WasSent)
{
    /// <returns>Null where the incident is none.</returns>
    internal static ReportRollback? From(Incident incident, Evidence? before, Evidence? after)
    {
        if (incident.Goal is not Goal.Rollback { Change: var change })
        {
            return null;
        }

        return new ReportRollback(
            change.IncidentId,
            change.At,
            change.HashBefore.ToString(),
            before?.ConfigHash.ToString() ?? "",
            after?.ConfigHash.ToString() ?? "",
            incident.Attempt is { DidNothing: false });
    }

    internal static StepResult? RestoredOf(Incident incident) => incident.Attempt?.Step("restore");
}
