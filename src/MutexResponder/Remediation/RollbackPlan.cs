using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Wording;

namespace MutexResponder.Remediation;

/// <summary>Taking one change back, bound to the machine state that it was decided on.</summary>
/// <param name="Change">The change.</param>
/// <param name="Recovery">How Apache gets onto the configuration of before.</param>
/// <param name="ExpectedBootId">The script refuses on any other boot.</param>
/// <param name="ExpectedConfigHash">The script refuses on any other configuration, and on one that is not what the change left.</param>
/// <param name="ExpectedParent">As in <see cref="Plan"/>.</param>
/// <param name="ValidUntilUptimeSeconds">As in <see cref="Plan"/>.</param>
public sealed record RollbackPlan(
    AppliedChange Change, RecoveryKind Recovery, string ExpectedBootId, string ExpectedConfigHash, string ExpectedParent = "none", long ValidUntilUptimeSeconds = 0)
{
    /// <summary>The parameters of <c>infra/ssm/rollback.yaml</c>.</summary>
    public ImmutableSortedDictionary<string, string> ToParameters(string incidentId) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ExpectedBootId"] = ExpectedBootId,
            ["ExpectedConfigHash"] = ExpectedConfigHash,
            ["ExpectedParent"] = ExpectedParent,
            ["ValidUntilUptime"] = ValidUntilUptimeSeconds.ToString(CultureInfo.InvariantCulture),
            ["ChangeIncidentId"] = Change.IncidentId,
            ["Recovery"] = Recovery.Word(),
            ["IncidentId"] = incidentId,
        });

    /// <summary>What is done, step by step.</summary>
    public ImmutableArray<Statement> Steps() =>
        [RefuseIfMoved(Change.IncidentId), PutBack($"/var/lib/mutex-responder/{Change.IncidentId}"), Recovery switch { RecoveryKind.Restart => Restart, RecoveryKind.Reload => Reload, _ => Plan.RebootOnce }, Verify];

    private static Statement RefuseIfMoved(string incident) => new("step-refuse-rollback-if-moved", ("incident", incident));

    private static Statement PutBack(string backup) => new("step-put-back", ("backup", backup));

    private static Statement Restart => new("step-restart-for-rollback");

    private static Statement Reload => new("step-reload-for-rollback");

    private static Statement Verify => new("step-verify-rollback");
}

/// <summary>The last change that the responder made to an instance's configuration: enough to take it back.</summary>
/// <param name="IncidentId">The incident that made it; names the backup on the instance.</param>
/// <param name="HashBefore">SHA-256 of the configuration as it was before, lower-case hex.</param>
/// <param name="At">When it was known to be made, by the function's clock.</param>
public sealed record AppliedChange(string IncidentId, string HashBefore, DateTimeOffset At)
{
    /// <summary>How the server was brought onto it: what came by a reload goes by one. Null in records of before it was kept.</summary>
    public RecoveryKind? By { get; init; }
}
