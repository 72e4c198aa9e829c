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

        return new ReportUndo(state, backup, RequestOf(incident, incident.Id), state == ChangeState.Unknown ? [] : ByHand(apply!, backup, incident.Seen?.Evidence?.Apache, incident.Recovery));
    }

    /// <summary>Only of the change that is known to be there the request is taken.</summary>
    internal static string RequestOf(Incident incident, IncidentId change) =>
        incident.LastChange?.IncidentId == change ? Opening.RollbackText(incident.Instance, change) : "";

    /// <param name="by">How the server was brought onto the change: what came by a reload goes by one.</param>
    internal static string OnDebian(RecoveryKind by) => $"sudo apache2ctl configtest && sudo systemctl {Verb(by)} apache2";

    internal static string OnRhel(RecoveryKind by) => $"sudo apachectl configtest && sudo systemctl {Verb(by)} httpd";

    private static string Verb(RecoveryKind by) => by == RecoveryKind.Reload ? "reload" : "restart";

    internal static ImmutableArray<string> DisableFile(RecoveryKind by) => ["sudo a2disconf mutex-file", OnDebian(by)];

    /// <summary>Of a file of its own in <c>conf.d</c>, which is elsewhere on SUSE.</summary>
    internal static ImmutableArray<string> RemoveFile(ApacheInstallation? apache, RecoveryKind by) => apache?.Layout == "suse"
        ? ["sudo rm /etc/apache2/conf.d/00-mutex.conf", OnDebian(by)]
        : ["sudo rm /etc/httpd/conf.d/00-mutex.conf", OnRhel(by)];

    /// <summary>Where an incident's backup lies on the instance.</summary>
    internal static string BackupOf(IncidentId incidentId) => $"/var/lib/mutex-responder/{incidentId}/";

    private static ImmutableArray<string> ByHand(StepResult apply, string backup, ApacheInstallation? apache, RecoveryKind by) => apply.Value("remedy") switch
    {
        "conf-available" => DisableFile(by),
        "uncomment" => [$"sudo cp -p {backup}files/etc/apache2/apache2.conf /etc/apache2/apache2.conf", OnDebian(by)],
        "conf-d" => RemoveFile(apache, by),
        _ => [$"sudo cat {backup}manifest"],
    };
}
