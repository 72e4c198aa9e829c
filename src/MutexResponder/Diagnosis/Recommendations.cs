using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>What a person should do besides, in words.</summary>
internal static class Recommendations
{
    public static ImmutableArray<string> For(Evidence evidence, string reasonCode)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        bool usesSysV = evidence.AcceptMechanismOnDisk == MutexMechanism.SysVSem;
        if (usesSysV && evidence.ApacheUid > 999)
        {
            words.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Run Apache as a system user (uid below 1000): {evidence.ApacheUser} has uid {evidence.ApacheUid}, so each last logout of that user removes what it owns."));
        }

        if (usesSysV && evidence.RemoveIpc == true)
        {
            words.Add("Or set RemoveIPC=no in /etc/systemd/logind.conf and restart systemd-logind; PostgreSQL and Oracle on the same machine need it as well.");
        }

        if (usesSysV && evidence.RemoveIpc == false && reasonCode == "semaphores-removed")
        {
            words.Add("logind did not do it (RemoveIPC=no): look for scripts or people that run ipcrm for Apache's user.");
        }

        if (evidence.AcceptMechanismOnDisk == MutexMechanism.PosixSem)
        {
            words.Add("POSIX semaphores cannot be removed, but a child that is killed while it holds one leaves the others waiting for ever; a file mutex does not.");
        }

        if (evidence.IsSemaphoreLimitReached == true)
        {
            words.Add("Raise kernel.sem with sysctl, and stop Apache with SIGTERM: a parent that is killed with SIGKILL leaves its semaphores behind.");
        }

        if (evidence.AprVersion.StartsWith("1.5", StringComparison.Ordinal) || evidence.AprVersion.StartsWith("1.6", StringComparison.Ordinal) || evidence.AprVersion.StartsWith("1.4", StringComparison.Ordinal))
        {
            words.Add($"APR {evidence.AprVersion} picks System V semaphores by default; from 1.7.0 on it does not.");
        }

        if (evidence.Mpm == "prefork" && usesSysV)
        {
            words.Add("Apache does not restart by itself after this failure; consider Restart=on-failure in a drop-in of its unit.");
        }

        return words.ToImmutable();
    }
}
