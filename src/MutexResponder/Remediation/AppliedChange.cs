using MutexResponder.Inspection;

namespace MutexResponder.Remediation;

/// <summary>The last change that the responder made to an instance's configuration: enough to take it back.</summary>
/// <param name="IncidentId">The incident that made it; names the backup on the instance.</param>
/// <param name="HashBefore">Of the configuration as it was before.</param>
/// <param name="At">When it was known to be made, by the function's clock.</param>
public sealed record AppliedChange(IncidentId IncidentId, ConfigHash HashBefore, DateTimeOffset At)
{
    /// <summary>How the server was brought onto it: what came by a reload goes by one. Null in records of before it was kept.</summary>
    public RecoveryKind? By { get; init; }
}
