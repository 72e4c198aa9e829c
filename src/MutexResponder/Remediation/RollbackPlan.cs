using System.Collections.Immutable;
using System.Globalization;

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
            ["Recovery"] = Recovery == RecoveryKind.Restart ? "restart" : "reboot",
            ["IncidentId"] = incidentId,
        });

    /// <summary>The plan in words, one step a line.</summary>
    public ImmutableArray<string> InWords() =>
    [
        $"Refuse if the machine was rebooted since it was inspected, or if its Apache configuration is not what incident {Change.IncidentId} left.",
        $"Put the files back from /var/lib/mutex-responder/{Change.IncidentId}; undo that if the configuration test fails or a byte differs.",
        Recovery == RecoveryKind.Reboot ? "Reboot the instance once." : "Stop Apache, end what is left of it, start Apache.",
        "Verify: the configuration is byte for byte what it was, parent alive, every port answers HTTP, no new AH00144.",
    ];
}
