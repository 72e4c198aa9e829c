using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

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
    internal const int SystemUidMax = 999;

    public ImmutableArray<Condition> All => [RemoveIpc, OrdinaryUser, SysVMechanism, Logout];

    /// <summary>All four hold: it was logind.</summary>
    public bool IsProven => All.All(c => c.Holds == true);

    internal RootCause Bounded(int maxChars)
    {
        return new RootCause(Cut(RemoveIpc), Cut(OrdinaryUser), Cut(SysVMechanism), Cut(Logout));

        Condition Cut(Condition condition) => condition with { RestsOn = condition.RestsOn.Cut(maxChars) };
    }

    public static RootCause From(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        MutexMechanism mechanism = evidence.AcceptMechanismOnDisk;
        return new RootCause(
            new Condition(ConditionKind.RemoveIpc, evidence.Lingers == true ? false : evidence.RemoveIpc, ReadRemoveIpc(evidence)),
            new Condition(
                ConditionKind.OrdinaryUser,
                evidence.ApacheUid is { } uid ? uid > SystemUidMax : null,
                evidence.ApacheUid is { } known ? UserHasUid(evidence.ApacheUser, known) : UserUnknown),
            new Condition(
                ConditionKind.SysVMechanism,
                mechanism == MutexMechanism.Unknown ? null : mechanism == MutexMechanism.SysVSem,
                mechanism == MutexMechanism.Unknown ? MechanismUnread : Mechanisms(mechanism.Word(), evidence.AprDefault.Word())),
            LogoutBefore(evidence));
    }

    private static Statement ReadRemoveIpc(Evidence evidence)
    {
        string? value = evidence.RemoveIpc switch { true => "yes", false => "no", _ => null };
        return value is null ? RemoveIpcUnread : evidence.Lingers == true ? RemoveIpcLingers(value, evidence.RemoveIpcSource, evidence.ApacheUser) : RemoveIpcIs(value, evidence.RemoveIpcSource);
    }

    private static Condition LogoutBefore(Evidence evidence)
    {
        LoggedLine? first = evidence.LogOf(SignalKind.Removed).FirstOrDefault(line => line.At is not null);
        if (first?.At is not { } failedAt)
        {
            return new Condition(ConditionKind.Logout, null, NoRemovalLine);
        }

        SessionEnd[] ends = [.. evidence.SessionEnds.Select(line => SessionEnd.TryRead(line, evidence)).OfType<SessionEnd>()];
        if (ends.Length == 0)
        {
            return new Condition(ConditionKind.Logout, null, NoSessionRecords);
        }

        SessionEnd? near = ends.LastOrDefault(end => end.At <= failedAt.AddSeconds(1) && failedAt - end.At <= LogoutWindow);
        return new Condition(ConditionKind.Logout, near is not null, near is not null ? Statement.Quoted(near.Line) : NoSessionEndNear(ends.Length, (int)LogoutWindow.TotalSeconds));
    }

    private static Statement RemoveIpcIs(string value, string source) => new("remove-ipc", ("value", value), ("source", source));

    private static Statement RemoveIpcLingers(string value, string source, string user) => new("remove-ipc-lingers", ("value", value), ("source", source), ("user", user));

    private static Statement RemoveIpcUnread => new("remove-ipc-unread");

    private static Statement UserHasUid(string user, int uid) => new("user-has-uid", ("user", user), ("uid", uid));

    private static Statement UserUnknown => new("user-unknown");

    private static Statement Mechanisms(string mechanism, string byDefault) => new("mechanisms", ("mechanism", mechanism), ("default", byDefault));

    private static Statement MechanismUnread => new("mechanism-unread");

    private static Statement NoRemovalLine => new("no-removal-line");

    private static Statement NoSessionRecords => new("no-session-records");

    private static Statement NoSessionEndNear(int count, int seconds) => new("no-session-end-near", ("count", count), ("seconds", seconds));
}

/// <summary>One of the four conditions of the root cause.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Holds">Null where the evidence does not say.</param>
/// <param name="RestsOn">What was read to say so.</param>
public sealed record Condition(ConditionKind Kind, bool? Holds, Statement RestsOn);

/// <summary>The four conditions of the root cause, in the order of <see cref="RootCause.All"/>.</summary>
public enum ConditionKind
{
    RemoveIpc,
    OrdinaryUser,
    SysVMechanism,
    Logout,
}
