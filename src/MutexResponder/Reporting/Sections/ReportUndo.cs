using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Reporting.Sections;

/// <summary>How to put the configuration back; after a rollback, how to make the change again.</summary>
/// <param name="State">What became of it.</param>
/// <param name="BackupPath">On the instance; empty where there is nothing to undo.</param>
/// <param name="Request">The manual request that does it; empty where there is nothing to undo, or none does.</param>
/// <param name="Commands">The same by hand, on the instance; empty where there is nothing to undo.</param>
public sealed record ReportUndo(ChangeState State, string BackupPath, string Request, ImmutableArray<string> Commands)
{
    /// <summary>There is something to do.</summary>
    [JsonIgnore]
    public bool IsPossible => BackupPath.Length > 0 || Request.Length > 0 || !Commands.IsEmpty;

    internal static ReportUndo From(Incident incident)
    {
        StepResult? apply = incident.Attempt?.Step("apply");
        ChangeState state = apply?.Status switch
        {
            "changed" => ChangeState.Changed,
            "unchanged" => ChangeState.AlreadyRight,
            "failed-restored" => ChangeState.PutBack,
            "failed" => ChangeState.HalfChanged,
            "refused" => ChangeState.Untouched,
            _ when !incident.HasOrdered => ChangeState.Untouched,
            _ => incident.Phase == IncidentPhase.Remediating ? ChangeState.UnderWay : ChangeState.Unknown,
        };

        string backup = BackupOf(incident.Id);
        if (state is ChangeState.Untouched or ChangeState.AlreadyRight or ChangeState.PutBack or ChangeState.UnderWay)
        {
            return new ReportUndo(state, "", "", []);
        }

        return new ReportUndo(state, backup, RequestOf(incident, incident.Id), state == ChangeState.Unknown ? [] : ByHand(apply!, backup, incident.Seen?.Evidence?.Apache));
    }

    /// <summary>Only of the change that is known to be there the request is taken.</summary>
    internal static string RequestOf(Incident incident, IncidentId change) =>
        incident.LastChange?.IncidentId == change ? Opening.RollbackText(incident.Instance, change) : "";

    internal const string RestartDebian = "sudo apache2ctl configtest && sudo systemctl restart apache2";

    internal static ImmutableArray<string> DisableFile { get; } = ["sudo a2disconf mutex-file", RestartDebian];

    /// <summary>Of a file of its own in <c>conf.d</c>, which is elsewhere on SUSE.</summary>
    internal static ImmutableArray<string> RemoveFile(ApacheInstallation? apache) => apache?.Layout == "suse"
        ? ["sudo rm /etc/apache2/conf.d/00-mutex.conf", RestartDebian]
        : ["sudo rm /etc/httpd/conf.d/00-mutex.conf", "sudo apachectl configtest && sudo systemctl restart httpd"];

    /// <summary>Where an incident's backup lies on the instance.</summary>
    internal static string BackupOf(IncidentId incidentId) => $"/var/lib/mutex-responder/{incidentId}/";

    private static ImmutableArray<string> ByHand(StepResult apply, string backup, ApacheInstallation? apache) => apply.Value("remedy") switch
    {
        "conf-available" => DisableFile,
        "uncomment" => [$"sudo cp -p {backup}files/etc/apache2/apache2.conf /etc/apache2/apache2.conf", RestartDebian],
        "conf-d" => RemoveFile(apache),
        _ => [$"sudo cat {backup}manifest"],
    };
}
