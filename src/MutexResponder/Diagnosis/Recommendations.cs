using System.Collections.Immutable;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What a person should do besides.</summary>
internal static class Recommendations
{
    public static ImmutableArray<Statement> For(Evidence evidence, string reasonCode)
    {
        var all = ImmutableArray.CreateBuilder<Statement>();
        bool usesSysV = evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if (usesSysV && evidence.ApacheUid is > RootCause.SystemUidMax and { } uid)
        {
            all.Add(SystemUser(evidence.ApacheUser, uid));
        }

        if (usesSysV && evidence.RemoveIpc == true)
        {
            all.Add(RemoveIpcOff);
        }

        if (usesSysV && evidence.RemoveIpc == false && reasonCode == "semaphores-removed")
        {
            all.Add(LookForIpcrm);
        }

        if (evidence.AcceptMechanismOnDisk == MutexMechanism.PosixSem)
        {
            all.Add(NoPosixSemaphores);
        }

        if (evidence.IsSemaphoreLimitReached == true)
        {
            all.Add(RaiseLimit);
        }

        if (evidence.AprVersion.StartsWith("1.5", StringComparison.Ordinal) || evidence.AprVersion.StartsWith("1.6", StringComparison.Ordinal) || evidence.AprVersion.StartsWith("1.4", StringComparison.Ordinal))
        {
            all.Add(AprDefault(evidence.AprVersion));
        }

        if (evidence.Mpm == "prefork" && usesSysV)
        {
            all.Add(RestartOnFailure);
        }

        return all.ToImmutable();
    }

    private static Statement SystemUser(string user, int uid) => new("recommend-system-user", ("user", user), ("uid", uid));

    private static Statement RemoveIpcOff => new("recommend-remove-ipc-off");

    private static Statement LookForIpcrm => new("recommend-look-for-ipcrm");

    private static Statement NoPosixSemaphores => new("recommend-no-posix-semaphores");

    private static Statement RaiseLimit => new("recommend-raise-limit");

    private static Statement AprDefault(string version) => new("recommend-newer-apr", ("version", version));

    private static Statement RestartOnFailure => new("recommend-restart-on-failure");
}
