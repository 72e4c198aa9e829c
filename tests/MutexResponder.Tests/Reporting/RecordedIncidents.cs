using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

/// <summary>
/// Incidents as the real reconciler records them, over evidence from real machines. Each is played anew: what a report says of
/// them is what the responder would have written down.
/// </summary>
internal static class RecordedIncidents
{
    internal const string Changed = "#result step=apply status=changed reason=applied remedy=conf-available hash=f4cfb8ad09e2da9a240e49b82b52c81943553d99364d2917cae03a90996cf8bb semaphores_removed=0 semaphores_kept=0";
    internal const string Recovered = "#result step=recover status=recovered reason=restart boot_id=b77c7aab-05ff-49e0-aaf6-74e33858bde6 parent=4559";
    internal const string Approver = "arn:aws:sts::123456789012:assumed-role/OnCall/aiko";

    private static readonly Dictionary<string, Func<Task<Incident>>> Plays = new(StringComparer.Ordinal)
    {
        ["resolved"] = ResolvedAsync,
        ["resolved-approved"] = ResolvedAfterApprovalAsync,
        ["resolved-reboot"] = ResolvedByRebootAsync,
        ["resolved-exhausted"] = ResolvedExhaustedAsync,
        ["resolved-by-hand-late"] = ResolvedLateAsync,
        ["no-action-not-corroborated"] = () => InspectedAsync("healthy-sysvsem-tls-proxy"),
        ["no-action-old-generation"] = () => InspectedAsync("graceful-noise"),
        ["no-action-graceful"] = () => InspectedAsync(Recording.Load("healthy-sysvsem-prefork").With(
            "errorlog",
            "[Mon Nov 23 12:39:50.000000 2026] [mpm_prefork:notice] [pid 73:tid 73] AH00171: Graceful restart requested, doing restart",
            "[Mon Nov 23 12:39:50.100000 2026] [mpm_prefork:emerg] [pid 80:tid 80] (43)Identifier removed: AH00144: couldn't grab the accept mutex")),
        ["no-action-already-fixed"] = () => InspectedAsync("fcntl-healthy"),
        ["no-action-rejected"] = RejectedAsync,
        ["escalated-observe"] = ObservedAsync,
        ["escalated-config-broken"] = () => InspectedAsync("config-broken"),
        ["escalated-explicit"] = () => InspectedAsync(
            Removed.Replacing("Mutex mpm-accept: using_defaults", "Mutex mpm-accept: dir=\"/var/run/apache2/\" mechanism=sysvsem ")),
        ["escalated-container"] = () => InspectedAsync("container-neighbour"),
        ["escalated-no-apache"] = () => InspectedAsync("no-apache"),
        ["escalated-down-otherwise"] = () => InspectedAsync("lock-dir-missing"),
        ["escalated-lock-directory"] = () => InspectedAsync(
            Removed.WithHeader("configtest", "[configtest exit=1]", "Invalid Mutex directory in argument file:/var/lock/apache2")),
        ["escalated-lock-on-network"] = () => InspectedAsync(Removed.Replacing("fstype=tmpfs", "fstype=nfs4")),
        ["resolved-rhel"] = ResolvedOnRedHatAsync,
        ["escalated-not-recovered"] = NotRecoveredAsync,
        ["escalated-no-effect"] = NoEffectAsync,
        ["escalated-attempts"] = AttemptsExhaustedAsync,
        ["escalated-refused-by-ssm"] = RefusedBySsmAsync,
        ["escalated-refused-by-instance"] = RefusedByInstanceAsync,
        ["escalated-inspection-timed-out"] = InspectionTimedOutAsync,
        ["escalated-remediation-timed-out"] = RemediationTimedOutAsync,
        ["escalated-undelivered"] = UndeliveredAsync,
        ["escalated-little-evidence"] = LittleEvidenceAsync,
        ["escalated-expired"] = ApprovalExpiredAsync,
        ["escalated-veto"] = VetoedAsync,
        ["escalated-no-slot"] = NoSlotAsync,
        ["awaiting-approval"] = AwaitingAsync,
        ["awaiting-approval-group"] = AwaitingForGroupAsync,
        ["escalated-expired-group"] = ApprovalExpiredForGroupAsync,
        ["inspecting"] = InspectingAsync,
        ["remediating"] = RemediatingAsync,
        ["waiting-for-slot"] = WaitingForSlotAsync,
        ["resolved-forced-reboot"] = ResolvedByForcedRebootAsync,
        ["escalated-forced-reboot-vetoed"] = ForcedRebootVetoedAsync,
        ["escalated-never-back"] = NeverBackAsync,
        ["escalated-signal-after"] = SignalAfterRecoveryAsync,
    };

    public static IEnumerable<string> Names => [.. Plays.Keys, .. RecordedRollbacks.Names, .. RecordedPreventions.Names];

    public static Task<Incident> PlayAsync(string name) =>
        Plays.TryGetValue(name, out Func<Task<Incident>>? play) ? play()
        : name.StartsWith("prevention-", StringComparison.Ordinal) ? RecordedPreventions.PlayAsync(name) : RecordedRollbacks.PlayAsync(name);

    internal static Recording Removed => Recording.Load("removed-prefork-orphan");

    internal static Recording Fixed => Recording.Load("fixed-and-running");

    private static Task<Incident> InspectedAsync(string recording) => InspectedAsync(Recording.Load(recording));

    private static async Task<Incident> InspectedAsync(Recording recording)
    {
        Responder responder = New(recording, ResponseMode.Remediate);
        await DiagnoseAsync(responder, recording);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ResolvedAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        await RemediateAsync(responder, Changed, Recovered, Fixed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ResolvedAfterApprovalAsync()
    {
        Responder responder = New(Removed, ResponseMode.Approve);
        await DiagnoseAsync(responder, Removed);
        responder.Time.Advance(TimeSpan.FromSeconds(190));
        await responder.AskAsync(ManualAction.Approve, Approver, isFromRunbook: true);
        responder.Time.Advance(TimeSpan.FromSeconds(5));
        await responder.EndAsync(Reports.Inspected(Removed));
        await RemediateAsync(responder, Changed, Recovered, Fixed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ResolvedByRebootAsync()
    {
        const string NewBoot = "11111111-2222-4333-8444-555555555555";
        Recording after = Fixed.Replacing("b77c7aab-05ff-49e0-aaf6-74e33858bde6", NewBoot);
        Responder responder = New(Removed, ResponseMode.Remediate, RecoveryKind.Reboot);
        await DiagnoseAsync(responder, Removed);
        await RemediateAsync(responder, Changed, $"#result step=recover status=recovered reason=reboot boot_id={NewBoot} parent=4559", after);
        return await responder.IncidentAsync();
    }

    /// <summary>Three leaked arrays before and none after: rows that are gone.</summary>
    private static async Task<Incident> ResolvedExhaustedAsync()
    {
        Recording before = Recording.Load("exhausted").With(
            "errorlog",
            "[Mon Nov 23 12:55:02.778582 2026] [core:emerg] [pid 120:tid 120] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex");
        Recording after = Recording.Load("fcntl-healthy").Replacing("time=1795438412", "time=1795438560").With("errorlog", "[Mon Nov 23 12:55:50.000000 2026] [mpm_prefork:notice] [pid 73:tid 73] AH00163: Apache/2.4.71 (Debian) configured -- resuming normal operations");
        Responder responder = New(before, ResponseMode.Remediate);
        await DiagnoseAsync(responder, before);
        await RemediateAsync(
            responder,
            "#result step=apply status=changed reason=applied remedy=conf-available hash=00 semaphores_removed=3 semaphores_kept=0",
            "#result step=recover status=recovered reason=restart boot_id=x parent=73",
            after);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ResolvedOnRedHatAsync()
    {
        Recording before = Recording.Load("rhel-layout-removed");
        Recording after = Recording.Load("rhel-layout-healthy").Replacing("time=1795438874", "time=1795438990").Replacing("mechanism=sysvsem", "mechanism=fcntl")
            .With("sem", "key semid perms nsems uid gid cuid cgid otime ctime");
        Responder responder = New(before, ResponseMode.Remediate);
        await DiagnoseAsync(responder, before);
        await RemediateAsync(responder, Changed.Replace("conf-available", "conf-d", StringComparison.Ordinal), Recovered, after);
        return await responder.IncidentAsync();
    }

    /// <summary>Asked for by hand, in the style Uncomment; the instance reports back only when it is looked at again.</summary>
    private static async Task<Incident> ResolvedLateAsync()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart, RemedyStyle = RemedyStyle.Uncomment } };
        await responder.AskAsync(ManualAction.Remediate, "aiko");
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(Removed));
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        responder.Time.Advance(TimeSpan.FromSeconds(6));
        await responder.EndAsync(Reports.Inspected(Fixed));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RejectedAsync()
    {
        Responder responder = New(Removed, ResponseMode.Approve);
        await DiagnoseAsync(responder, Removed);
        responder.Time.Advance(TimeSpan.FromMinutes(3));
        await responder.AskAsync(ManualAction.Reject, Approver, isFromRunbook: true);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ObservedAsync()
    {
        Responder responder = New(Removed, ResponseMode.Observe);
        await DiagnoseAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    /// <summary>The instance says that it recovered, and its own evidence says that nothing is fixed.</summary>
    private static async Task<Incident> NotRecoveredAsync()
    {
        Recording notFixed = Fixed.Replacing("mechanism=fcntl", "mechanism=sysvsem").With("http", "port=80 scheme=http status=200", "port=8080 scheme=http status=000 error=7");
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        await RemediateAsync(responder, Changed, Recovered, notFixed);
        for (int i = 0; i < responder.Policy.MaxVerifications; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(5));
            await responder.EndAsync(Reports.Inspected(notFixed));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> NoEffectAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        responder.Time.Advance(TimeSpan.FromSeconds(8));
        await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=overridden-default remedy=conf-available hash=00", ""));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> AttemptsExhaustedAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        for (int i = 0; i < responder.Policy.MaxRemediationsPerDay; i++)
        {
            await responder.AskAsync(ManualAction.Remediate, Removed);
            await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
            responder.Time.Advance(TimeSpan.FromHours(1));
        }

        await responder.AskAsync(ManualAction.Remediate, Removed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RefusedBySsmAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: the instance is not tagged");
        await LinesAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RefusedByInstanceAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await LinesAsync(responder, Removed);
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(4));
            await responder.EndAsync(Reports.Inspected(Removed));
            responder.Time.Advance(TimeSpan.FromSeconds(3));
            await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=stale-config", ""));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> InspectionTimedOutAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await LinesAsync(responder, Removed);
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            await responder.TickAsync(responder.Policy.InspectionTimeout);
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RemediationTimedOutAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        for (int i = 0; i < responder.Policy.MaxVerifications; i++)
        {
            await responder.TickAsync(responder.Policy.InspectionTimeout);
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> UndeliveredAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await LinesAsync(responder, Removed);
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            responder.Time.Advance(TimeSpan.FromMinutes(2));
            await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> LittleEvidenceAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await LinesAsync(responder, Removed);
        for (int i = 0; i < responder.Policy.MaxInspections; i++)
        {
            responder.Time.Advance(TimeSpan.FromSeconds(4));
            await responder.EndAsync(Reports.Inspected(Removed.With("sem")));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ApprovalExpiredAsync()
    {
        Responder responder = New(Removed, ResponseMode.Approve);
        await DiagnoseAsync(responder, Removed);
        await responder.TickAsync(responder.Policy.ApprovalTimeout);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> VetoedAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.NotOptedIn("mutex-responder=enabled"))], null, []);
        await DiagnoseAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> NoSlotAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await DiagnoseAsync(responder, Removed);
        await responder.TickAsync(responder.Policy.SlotTimeout);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> AwaitingAsync()
    {
        Responder responder = New(Removed, ResponseMode.Approve);
        await DiagnoseAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> AwaitingForGroupAsync() => await (await ForGroupAsync()).IncidentAsync();

    private static async Task<Incident> ApprovalExpiredForGroupAsync()
    {
        Responder responder = await ForGroupAsync();
        await responder.TickAsync(responder.Policy.ApprovalTimeout);
        return await responder.IncidentAsync();
    }

    private static async Task<Responder> ForGroupAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        responder.Vetoes.Current = new Clearance(
            [new Veto(VetoKind.AskPerson, Objection.InAutoScalingGroup("web"))], null, []);
        await DiagnoseAsync(responder, Removed);
        return responder;
    }

    private static async Task<Incident> InspectingAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await LinesAsync(responder, Removed);
        await responder.TickAsync();
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> RemediatingAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> WaitingForSlotAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await DiagnoseAsync(responder, Removed);
        return await responder.IncidentAsync();
    }

    /// <summary>The change is on disk and told, the reboot does not come, EC2 does it.</summary>
    private static async Task<Incident> ResolvedByForcedRebootAsync()
    {
        Responder responder = await SilentAsync();
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        await responder.TickAsync(responder.Policy.ForcedRebootPause);
        responder.Time.Advance(TimeSpan.FromSeconds(20));
        await responder.EndAsync(Reports.Inspected(Fixed.Replacing("b77c7aab-05ff-49e0-aaf6-74e33858bde6", "11111111-2222-4333-8444-555555555555")));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> ForcedRebootVetoedAsync()
    {
        Responder responder = await SilentAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        return await responder.IncidentAsync();
    }

    private static async Task<Incident> NeverBackAsync()
    {
        Responder responder = await SilentAsync();
        for (int minute = 0; minute < 60 && !(await responder.IncidentAsync()).IsFinished; minute++)
        {
            if ((await responder.IncidentAsync()).Pending is not null)
            {
                await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
            }

            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        return await responder.IncidentAsync();
    }

    private static async Task<Incident> SignalAfterRecoveryAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate);
        await DiagnoseAsync(responder, Removed);
        responder.Time.Advance(TimeSpan.FromSeconds(348));
        await responder.EndAsync(Reports.Remediated(Changed, Recovered));
        return await LookedAtWhileTheLogGoesOnAsync(responder, Fixed);
    }

    /// <summary>While each look is under way a line arrives that is newer than what the look finds.</summary>
    internal static async Task<Incident> LookedAtWhileTheLogGoesOnAsync(Responder responder, Recording found)
    {
        for (int i = 1; i <= responder.Policy.MaxVerifications; i++)
        {
            Signal newer = Responder.NewSignal() with { ObservedAt = Read(found).TakenAt.AddSeconds(2 * i) };
            await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [newer] });
            responder.Time.Advance(TimeSpan.FromSeconds(5));
            await responder.EndAsync(Reports.Inspected(found));
        }

        return await responder.IncidentAsync();
    }

    /// <summary>The change is told, then nothing until the deadline; the first look is on its way.</summary>
    private static async Task<Responder> SilentAsync()
    {
        Responder responder = New(Removed, ResponseMode.Remediate, RecoveryKind.Reboot);
        await DiagnoseAsync(responder, Removed);
        responder.Commands.End(Reports.RebootingFor("apply", Changed));
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        return responder;
    }

    /// <summary>The function's clock stands a few seconds after the evidence was taken.</summary>
    internal static Responder New(Recording recording, ResponseMode mode, RecoveryKind recovery = RecoveryKind.Restart)
    {
        var responder = new Responder { Policy = new Policy { Mode = mode, Recovery = recovery } };
        TimeSpan ahead = Read(recording).TakenAt.AddSeconds(5) - responder.Time.GetUtcNow();
        if (ahead > TimeSpan.Zero)
        {
            responder.Time.Advance(ahead);
        }

        return responder;
    }

    internal static async Task DiagnoseAsync(Responder responder, Recording recording)
    {
        await LinesAsync(responder, recording);
        responder.Time.Advance(TimeSpan.FromSeconds(4));
        await responder.EndAsync(Reports.Inspected(recording));
    }

    /// <summary>From hearing of the change's end to hearing what the look afterwards found.</summary>
    private static readonly TimeSpan LookDuration = TimeSpan.FromSeconds(8);

    /// <summary>The function hears of the evidence of after six seconds after the instance took it.</summary>
    internal static async Task RemediateAsync(Responder responder, string apply, string recover, Recording after)
    {
        TimeSpan ahead = Read(after).TakenAt.AddSeconds(6) - responder.Time.GetUtcNow();
        responder.Time.Advance((ahead > LookDuration ? ahead : TimeSpan.FromMinutes(1)) - LookDuration);
        await responder.EndAsync(Reports.Remediated(apply, recover));
        responder.Time.Advance(LookDuration);
        await responder.EndAsync(Reports.Inspected(after));
    }

    /// <summary>The lines that Apache itself logged; where it logged none of the kind, one that somebody else wrote.</summary>
    private static Task<ReconcileResult> LinesAsync(Responder responder, Recording recording)
    {
        Signal[] logged = [.. Read(recording).ErrorLog.Select(line => line.Signal).OfType<Signal>().Where(s => s.Kind is SignalKind.Removed or SignalKind.Exhausted)];
        DateTimeOffset at = responder.Time.GetUtcNow().AddSeconds(-7);
        Signal forged = Responder.NewSignal() with { ObservedAt = at };
        return responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = logged.Length > 0 ? [.. logged] : [forged] });
    }

    internal static Evidence Read(Recording recording)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return evidence!;
    }
}
