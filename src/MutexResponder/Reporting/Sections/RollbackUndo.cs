using System.Collections.Immutable;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Reporting.Sections;

/// <summary>
/// What can be done after a rollback: where the change was taken back, how to make it again; where it was not, how to take it
/// back all the same. A remediation makes it again only once the site is down: one that serves is left alone.
/// </summary>
internal static class RollbackUndo
{
    public static ReportUndo From(Incident incident, ReportRollback rollback, Evidence? before, Evidence? after)
    {
        StepResult? restore = ReportRollback.RestoredOf(incident);
        ChangeState state = State(incident, rollback, restore);
        string backup = ReportUndo.BackupOf(rollback.ChangeIncidentId);
        Evidence? newest = after ?? before;
        return state switch
        {
            ChangeState.TakenBack => new ReportUndo(state, backup + "undo/", Remediate(incident), MakeAgain(newest)),
            ChangeState.AlreadyAsBefore => new ReportUndo(state, "", Remediate(incident), MakeAgain(newest)),
            ChangeState.NotTakenBack when !incident.IsFinished => new ReportUndo(state, "", "", []),
            ChangeState.NotTakenBack => new ReportUndo(
                state, restore?.Reason == "no-backup" ? "" : backup, CanAskAgain(restore) ? ReportUndo.RequestOf(incident, rollback.ChangeIncidentId) : "", TakeBack(newest, incident.Recovery)),
            ChangeState.UnderWay => new ReportUndo(state, "", "", []),
            _ => new ReportUndo(state, backup, "", Look(backup, newest)),
        };
    }

    private static ChangeState State(Incident incident, ReportRollback rollback, StepResult? restore)
    {
        bool isLeftAsWanted = rollback.LeftHash.Length > 0 && rollback.LeftHash == rollback.WantedHash;
        bool isLeftAsFound = rollback.LeftHash.Length > 0 && rollback.LeftHash == rollback.FoundHash;
        return restore?.Status switch
        {
            "failed" => ChangeState.HalfTakenBack,
            _ when isLeftAsWanted => ChangeState.TakenBack,
            "refused" or "failed-restored" => ChangeState.NotTakenBack,
            "restored" or "unchanged" when rollback.LeftHash.Length == 0 => ChangeState.TakenBack,
            _ when isLeftAsFound && rollback.WasSent => ChangeState.NotTakenBack,
            _ when rollback.WasSent => incident.Phase == IncidentPhase.Remediating ? ChangeState.UnderWay : ChangeState.RollbackUnknown,
            _ => rollback.FoundHash.Length > 0 && rollback.FoundHash == rollback.WantedHash ? ChangeState.AlreadyAsBefore : ChangeState.NotTakenBack,
        };
    }

    /// <summary>What the instance itself says no to, it says no to again, except where the machine had only moved on.</summary>
    private static bool CanAskAgain(StepResult? restore) =>
        restore is null || restore.Refusal is { IsCuredByInspection: true };

    private static string Remediate(Incident incident) => Opening.RequestText("remediate", incident.Instance);

    private static ImmutableArray<string> MakeAgain(Evidence? now) => now switch
    {
        null or { ExplicitAcceptMutexDirective: not null } => [],
        { Apache: { Layout: "rhel", FixLine: "Mutex file:/run/httpd default" } } =>
        [
            ByHand.Append("Mutex file:/run/httpd default", "/etc/httpd/conf.d/00-mutex.conf"),
            ReportUndo.OnRhel(RecoveryKind.Reload),
        ],
        { Apache.Layout: "debian" } =>
        [
            ByHand.Append("Mutex file:${APACHE_LOCK_DIR} default", "/etc/apache2/conf-available/mutex-file.conf"),
            "sudo a2enconf mutex-file",
            ReportUndo.OnDebian(RecoveryKind.Reload),
        ],
        _ => [],
    };

    /// <summary>The remedy is not in the record of its rollback; the configuration shows where its line stands.</summary>
    private static ImmutableArray<string> TakeBack(Evidence? now, RecoveryKind by)
    {
        if (now?.Directives.Any(line => line.Contains("/mutex-file.conf:", StringComparison.Ordinal)) == true)
        {
            return ReportUndo.DisableFile(by);
        }

        if (now?.Directives.Any(line => line.Contains("/00-mutex.conf:", StringComparison.Ordinal)) == true)
        {
            return ReportUndo.RemoveFile(now.Apache, by);
        }

        return now?.Directives.Any(line => line.StartsWith("/etc/apache2/apache2.conf:", StringComparison.Ordinal) && line.EndsWith(":Mutex file:${APACHE_LOCK_DIR} default", StringComparison.Ordinal)) == true
            ? ["sudo sed -i --follow-symlinks 's|^Mutex file:${APACHE_LOCK_DIR} default|#&|' /etc/apache2/apache2.conf", ReportUndo.OnDebian(by)]
            : [];
    }

    private static ImmutableArray<string> Look(string backup, Evidence? now) =>
    [
        $"sudo cat {backup}manifest {backup}undo/manifest",
        now?.Apache?.Layout == "rhel" ? "sudo apachectl configtest" : "sudo apache2ctl configtest",
    ];
}
