using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Incidents;

namespace MutexResponder.Remediation;

/// <summary>One guarded change, bound to the machine state that it was decided on.</summary>
/// <param name="Remedy">What is changed.</param>
/// <param name="Recovery">How Apache gets back.</param>
/// <param name="ExpectedBootId">The script refuses on any other boot.</param>
/// <param name="ExpectedConfigHash">The script refuses on any other configuration.</param>
/// <param name="RemoveSemaphores">Semids to remove, at most <see cref="MaxSemaphores"/>; empty but for exhausted semaphores.</param>
/// <param name="ExpectedParent">What <see cref="Inspection.Evidence.ParentIdentity"/> said: the script refuses where another parent lives, or the server was stopped in order since, and restarts once for one order.</param>
/// <param name="ValidUntilUptimeSeconds">The script refuses later than that, by the seconds since boot of the machine's own clock.</param>
/// <param name="FixFile">Where the line goes; empty where nothing is changed.</param>
/// <param name="FixLine">The line.</param>
/// <param name="ManagedBy">The line by which a tool says that it writes this configuration, <c>file:line:text</c>; empty where none does.</param>
public sealed record Plan(
    Remedy Remedy,
    RecoveryKind Recovery,
    string ExpectedBootId,
    string ExpectedConfigHash,
    ImmutableArray<int> RemoveSemaphores,
    string ExpectedParent = "none",
    long ValidUntilUptimeSeconds = 0,
    string FixFile = "",
    string FixLine = "",
    string ManagedBy = "")
{
    /// <summary>The classic limit of arrays (kernel.sem): more cannot be left behind there.</summary>
    public const int MaxSemaphores = 128;

    /// <summary>How old evidence may be when a script acts on it. An order takes its way through a queue and an agent that may be offline.</summary>
    public const int MaxEvidenceAgeSeconds = 30 * 60;

    /// <summary>By which a person approves this plan and no other.</summary>
    public PlanDigest Digest => PlanDigest.Of(this);

    /// <summary>The parameters of <c>infra/ssm/remediate.yaml</c>.</summary>
    public ImmutableSortedDictionary<string, string> ToParameters(string incidentId) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ExpectedBootId"] = ExpectedBootId,
            ["ExpectedConfigHash"] = ExpectedConfigHash,
            ["ExpectedParent"] = ExpectedParent,
            ["ValidUntilUptime"] = ValidUntilUptimeSeconds.ToString(CultureInfo.InvariantCulture),
            ["Remedy"] = Remedy.Word(),
            ["RemoveSemaphores"] = string.Join(',', RemoveSemaphores.Select(id => id.ToString(CultureInfo.InvariantCulture))),
            ["Recovery"] = Recovery == RecoveryKind.Restart ? "restart" : "reboot",
            ["IncidentId"] = incidentId,
        });

    /// <summary>The plan in words, one step a line, for the one who approves it.</summary>
    public ImmutableArray<string> InWords()
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        steps.Add("Refuse if the machine was rebooted, its Apache configuration changed, or Apache started or stopped since it was inspected.");
        steps.Add(Remedy switch
        {
            Remedy.ConfAvailable => $"Write {FixFile} with '{FixLine}' and enable it with a2enconf; keep a backup.",
            Remedy.Uncomment => $"Take the comment mark off '{FixLine}' in {FixFile}; keep a backup.",
            Remedy.ConfD => $"Write {FixFile} with '{FixLine}'; keep a backup.",
            Remedy.Append => $"Add '{FixLine}' at the end of {FixFile}; keep a backup.",
            _ => "Leave the configuration as it is: the file on disk is right already.",
        });
        if (Remedy != Remedy.None)
        {
            steps.Add("Test the configuration and read back that every mutex is an fcntl lock; put the backup back if not.");
        }

        if (ManagedBy.Length > 0)
        {
            steps.Add($"A tool manages this configuration ({ManagedBy}): make the same change where it keeps it, or its next run brings the outage back.");
        }

        if (RemoveSemaphores.Length > 0)
        {
            steps.Add($"Remove {RemoveSemaphores.Length} semaphore arrays that dead Apache processes left behind.");
        }

        steps.Add(Recovery == RecoveryKind.Reboot
            ? "Reboot the instance once."
            : "Stop Apache, end the orphan child that still holds the ports, start Apache.");
        steps.Add("Verify by symptom: parent alive, every port answers HTTP, no System V semaphore of Apache, no new AH00144.");
        return steps.ToImmutable();
    }
}
