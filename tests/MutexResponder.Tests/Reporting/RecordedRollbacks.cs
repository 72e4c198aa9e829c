using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Reporting;

/// <summary>Rollbacks of a fix that ended well, one of each end, as the real reconciler records them.</summary>
internal static class RecordedRollbacks
{
    public const string OldHash = "8a157e5d379a3e251e717bb9ebbb6b529f5fd6b322b958ee0abbaacdd13ece08";

    private const string NewBoot = "99999999-2222-4333-8444-555555555555";
    private const string Restored = "#result step=restore status=restored reason=as-before hash=" + OldHash;
    private const string Rebooted = "#result step=recover status=recovered reason=reboot boot_id=" + NewBoot + " parent=73";

    private static readonly Dictionary<string, Func<Task<Incident>>> Plays = new(StringComparer.Ordinal)
    {
        ["rollback-resolved"] = () => EndedAsync(Restored, Rebooted, AsBefore),
        ["rollback-resolved-by-restart"] = ResolvedByRestartAsync,
        ["rollback-already-as-before"] = AlreadyAsBeforeAsync,
        ["rollback-changed-since"] = () => EndedAsync("#result step=restore status=refused reason=changed-since", "", null),
        ["rollback-no-backup"] = () => EndedAsync("#result step=restore status=refused reason=no-backup", "", null),
        ["rollback-not-effective"] = () => EndedAsync("#result step=restore status=failed-restored reason=hash-differs hash=f4cfb8ad09e2da9a240e49b82b52c81943553d99364d2917cae03a90996cf8bb", "", null),
        ["rollback-failed"] = () => EndedAsync("#result step=restore status=failed reason=write-failed hash=00", "", null),
        ["rollback-stale-twice"] = RefusedAgainAndAgainAsync,
        ["rollback-observe"] = () => ClearedAsync(new Clearance([], ResponseMode.Observe, [])),
        ["rollback-vetoed"] = () => ClearedAsync(new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, [])),
        ["rollback-waiting"] = () => ClearedAsync(new Clearance([], null, [new SlotRequest("fleet", 0)])),
        ["rollback-vetoed-unsent"] = VetoedBeforeSendingAsync,
        ["rollback-refused-by-ssm"] = RefusedBySsmAsync,
        ["rollback-not-recovered"] = NotRecoveredAsync,
        ["rollback-signal-after"] = SignalAfterAsync,
        ["rollback-timed-out"] = TimedOutAsync,
        ["rollback-little-evidence"] = LittleEvidenceAsync,
        ["rollback-inspecting"] = async () => await (await AskedAsync()).IncidentAsync(),
        ["rollback-under-way"] = async () => await (await SentAsync()).IncidentAsync(),
    };

    public static IEnumerable<string> Names => Plays.Keys;

    public static Task<Incident> PlayAsync(string name) => Plays[name]();

    private static Recording Healthy => Recording.Load("healthy-sysvsem-prefork");

    /// <summary>After the rollback and its reboot: the configuration of before the fix, serving on a semaphore again.</summary>
    private static Recording AsBefore => Healthy
        .Replacing("b77c7aab-05ff-49e0-aaf6-74e33858bde6", NewBoot)
        .Replacing("time=1795437592", "time=1795438312")
        .Replacing("uptime_seconds=1788", "uptime_seconds=14")
        .Replacing("178749", "1150")
        .With("errorlog", [.. RecordedIncidents.Fixed.Lines("errorlog"), "[Mon Nov 23 12:51:50.702906 2026] [mpm_prefork:notice] [pid 73:tid 73] AH00163: Apache/2.4.71 (Debian) configured -- resuming normal operations"]);

    /// <summary>The fix was made and proved; a quarter of an hour later somebody asks to take it back.</summary>
    private static async Task<Responder> AskedAsync(RecoveryKind recovery = RecoveryKind.Reboot)
    {
        Responder responder = RecordedIncidents.New(RecordedIncidents.Removed, ResponseMode.Remediate, recovery);
        await RecordedIncidents.DiagnoseAsync(responder, RecordedIncidents.Removed);
        await RecordedIncidents.RemediateAsync(
            responder, RecordedIncidents.Changed, RecordedIncidents.Recovered, RecordedIncidents.Fixed.Replacing("b77c7aab-05ff-49e0-aaf6-74e33858bde6", "11111111-2222-4333-8444-555555555555"));
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        responder.Time.Advance(TimeSpan.FromMinutes(5));
        await responder.AskAsync(ManualAction.Rollback, RecordedIncidents.Approver);
        return responder;
    }

    private static Recording Found => RecordedIncidents.Fixed
        .Replacing("b77c7aab-05ff-49e0-aaf6-74e33858bde6", "11111111-2222-4333-8444-555555555555")
        .Replacing("time=1795437954", "time=1795438262").Replacing("uptime_seconds=2150", "uptime_seconds=2458");

    private static async Task<Responder> SentAsync(RecoveryKind recovery = RecoveryKind.Reboot)
    {
        Responder responder = await AskedAsync(recovery);
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Found));
        return responder;
    }

    private static async Task<Incident> EndedAsync(string restore, string recover, Recording? after)
    {
        Responder responder = await SentAsync();
        responder.Time.Advance(TimeSpan.FromSeconds(after is null ? 5 : 55));
        CommandReport ended = Reports.RolledBack(restore, recover);
        await (after is null ? responder.EndAsync(ended) : responder.EndAsync(ended, after));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ClearedAsync(Clearance clearance)
    {
        Responder responder = await AskedAsync();
        responder.Vetoes.Current = clearance;
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Found));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ResolvedByRestartAsync()
    {
        Recording after = AsBefore.Replacing(NewBoot, "11111111-2222-4333-8444-555555555555");
        Responder responder = await SentAsync(RecoveryKind.Restart);
        responder.Time.Advance(TimeSpan.FromSeconds(55));
        await responder.EndAsync(Reports.RolledBack(Restored, Rebooted), after);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> AlreadyAsBeforeAsync()
    {
        Responder responder = await AskedAsync();
        responder.Time.Advance(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.Inspected(AsBefore));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RefusedAgainAndAgainAsync()
    {
        Responder responder = await AskedAsync();
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(4));
            await responder.EndAsync(Reports.Inspected(Found));
            responder.Time.Advance(TimeSpan.FromSeconds(3));
            await responder.EndAsync(Reports.RolledBack("#result step=restore status=refused reason=stale-config", ""));
        }

        return await responder.IncidentAsync();
    }

    /// <summary>Somebody throws the switch between the decision and the sending.</summary>
    private static async Task<Incident> VetoedBeforeSendingAsync()
    {
        Responder responder = await AskedAsync();
        responder.Vetoes.Next.Enqueue(Clearance.Free);
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);

        // Long enough after the first answer that everybody is asked again.
        responder.Vetoes.BeforeAnswer = () => responder.Time.Advance(responder.Policy.ClearanceLifetime);
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Found));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RefusedBySsmAsync()
    {
        Responder responder = await AskedAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: the document is not allowed");
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Found));
        return await responder.IncidentAsync();
    }

    /// <summary>The files are back, and one port does not answer.</summary>
    private static async Task<Incident> NotRecoveredAsync()
    {
        Recording halfDown = AsBefore.With("http", "port=80 scheme=http status=200", "port=8080 scheme=http status=000 error=7");
        Responder responder = await SentAsync();
        responder.Time.Advance(TimeSpan.FromSeconds(55));
        await responder.EndAsync(Reports.RolledBack(Restored, Rebooted), halfDown);
        return await LookedAtToTheEndAsync(responder, halfDown);
    }

    private static async Task<Incident> SignalAfterAsync()
    {
        Responder responder = await SentAsync();
        responder.Time.Advance(TimeSpan.FromSeconds(55));
        await responder.EndAsync(Reports.RolledBack(Restored, Rebooted));
        return await RecordedIncidents.LookedAtWhileTheLogGoesOnAsync(responder, AsBefore);
    }

    private static async Task<Incident> LookedAtToTheEndAsync(Responder responder, Recording after)
    {
        for (int i = 0; i < responder.Policy.MaxVerifications; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(5));
            await responder.EndAsync(Reports.Inspected(after));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> TimedOutAsync()
    {
        Responder responder = await SentAsync();
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        for (int i = 0; i < responder.Policy.MaxVerifications; i++)
        {
            await responder.TickAsync(responder.Policy.InspectionTimeout);
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> LittleEvidenceAsync()
    {
        Responder responder = await AskedAsync();
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(4));
            await responder.EndAsync(Reports.Inspected(Found.Replacing("hash=f4cfb8ad09e2da9a240e49b82b52c81943553d99364d2917cae03a90996cf8bb", "hash=")));
        }

        return await responder.IncidentAsync();
    }
}
