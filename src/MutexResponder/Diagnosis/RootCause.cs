using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>
/// The four conditions that together make systemd-logind remove Apache's semaphores. The remedy does not wait for all four:
/// a file mutex protects from whoever removes semaphores. They tell the engineer what else to mend.
/// </summary>
public sealed record RootCause(Condition RemoveIpc, Condition OrdinaryUser, Condition SysVMechanism, Condition Logout)
{
    /// <summary>A logout counts when it ended at most this long before the first line; idle children notice at once.</summary>
    public static readonly TimeSpan LogoutWindow = TimeSpan.FromSeconds(90);

    /// <summary>logind spares uids up to this: SYS_UID_MAX as systemd was compiled.</summary>
    private const int SystemUidMax = 999;

    public ImmutableArray<Condition> All => [RemoveIpc, OrdinaryUser, SysVMechanism, Logout];

    /// <summary>All four hold: it was logind.</summary>
    public bool IsProven => All.All(c => c.Holds == true);

    public static RootCause From(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        MutexMechanism mechanism = evidence.AcceptMechanismOnDisk;
        return new RootCause(
            new Condition(
                "systemd-logind removes a user's IPC objects at logout (RemoveIPC)",
                evidence.Lingers == true ? false : evidence.RemoveIpc,
                evidence.RemoveIpc is { } remove
                    ? $"RemoveIPC={(remove ? "yes" : "no")} (source: {evidence.RemoveIpcSource}){(evidence.Lingers == true ? $"; {evidence.ApacheUser} lingers, so logind keeps what it owns" : "")}"
                    : "RemoveIPC could not be read"),
            new Condition(
                "Apache's user is no system user (uid above 999)",
                evidence.ApacheUid is { } uid ? uid > SystemUidMax : null,
                evidence.ApacheUid is { } known ? string.Create(CultureInfo.InvariantCulture, $"User {evidence.ApacheUser} has uid {known}") : "Apache's user is not known"),
            new Condition(
                "Apache's mutexes are System V semaphores",
                mechanism == MutexMechanism.Unknown ? null : mechanism == MutexMechanism.SysVSem,
                mechanism == MutexMechanism.Unknown ? "the mechanism could not be read" : $"accept mutex on disk: {mechanism.Word()}; APR's default: {evidence.AprDefault.Word()}"),
            LogoutBefore(evidence));
    }

    private static Condition LogoutBefore(Evidence evidence)
    {
        const string Name = "a session of a user ended shortly before";
        LoggedLine? first = evidence.LogOf(SignalKind.Removed).FirstOrDefault(line => line.At is not null);
        if (first?.At is not { } failedAt)
        {
            return new Condition(Name, null, "no removal line with a time in the error log");
        }

        SessionEnd[] ends = [.. evidence.SessionEnds.Select(line => SessionEnd.TryRead(line, evidence)).OfType<SessionEnd>()];
        if (ends.Length == 0)
        {
            return new Condition(Name, null, "no session records were found");
        }

        SessionEnd? near = ends.LastOrDefault(end => end.At <= failedAt.AddSeconds(1) && failedAt - end.At <= LogoutWindow);
        return near is not null
            ? new Condition(Name, true, near.Line)
            : new Condition(Name, false, $"the last {ends.Length} recorded session ends are not within {LogoutWindow.TotalSeconds:0} s before the first line");
    }
}
