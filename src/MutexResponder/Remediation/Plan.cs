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
/// <param name="ExpectedParent">Apache's parent that it was decided on, <c>PID-STARTTICKS</c>, empty where none lived: the script restarts once for one order.</param>
public sealed record Plan(
    Remedy Remedy,
    RecoveryKind Recovery,
    string ExpectedBootId,
    string ExpectedConfigHash,
    ImmutableArray<int> RemoveSemaphores,
    string ExpectedParent = "")
{
    public const int MaxSemaphores = 64;

    /// <summary>By which a person approves this plan and no other.</summary>
    public PlanDigest Digest => PlanDigest.Of(this);

    /// <summary>The parameters of <c>infra/ssm/remediate.yaml</c>.</summary>
    public ImmutableSortedDictionary<string, string> ToParameters(string incidentId) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ExpectedBootId"] = ExpectedBootId,
            ["ExpectedConfigHash"] = ExpectedConfigHash,
            ["ExpectedParent"] = ExpectedParent,
            ["Remedy"] = Remedy switch
            {
                Remedy.ConfAvailable => "conf-available",
                Remedy.Uncomment => "uncomment",
                Remedy.ConfD => "conf-d",
                _ => "none",
            },
            ["RemoveSemaphores"] = string.Join(',', RemoveSemaphores.Select(id => id.ToString(CultureInfo.InvariantCulture))),
            ["Recovery"] = Recovery == RecoveryKind.Restart ? "restart" : "reboot",
            ["IncidentId"] = incidentId,
        });

    /// <summary>The plan in words, one step a line, for the one who approves it.</summary>
    public ImmutableArray<string> InWords()
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        steps.Add("Refuse if the machine was rebooted or its Apache configuration changed since it was inspected.");
        steps.Add(Remedy switch
        {
            Remedy.ConfAvailable => "Write /etc/apache2/conf-available/mutex-file.conf with 'Mutex file:${APACHE_LOCK_DIR} default' and enable it with a2enconf; keep a backup.",
            Remedy.Uncomment => "Take the comment mark off 'Mutex file:${APACHE_LOCK_DIR} default' in /etc/apache2/apache2.conf; keep a backup.",
            Remedy.ConfD => "Write /etc/httpd/conf.d/00-mutex.conf with 'Mutex file:/run/httpd default'; keep a backup.",
            _ => "Leave the configuration as it is: the file on disk is right already.",
        });
        if (Remedy != Remedy.None)
        {
            steps.Add("Test the configuration and read back that every mutex is an fcntl lock; put the backup back if not.");
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
