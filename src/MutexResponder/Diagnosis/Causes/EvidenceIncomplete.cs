using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Something that every later conclusion rests on was not found out. Unknown means do not act.</summary>
internal sealed class EvidenceIncomplete : ICause
{
    /// <summary>The reason code; an inspection that ends with it may be repeated.</summary>
    public const string Code = "not-enough-evidence";

    /// <summary>A machine that has just started may not have come to Apache yet; its log still ends as it did before.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        Require(evidence.CollectedAsRoot, "the script did not run as root");
        Require(evidence.ConfigTestExitStatus is not null, "the configuration test did not run");
        Require(evidence.ConfigHash is not null, "the configuration's hash is missing");
        Require(evidence.ProcessesWereRead, "the processes were not read whole");
        Require(evidence.UptimeSeconds is not null, "the machine's uptime is not known");

        // A table too long to be listed whole is what exhaustion looks like; its count and its beginning are enough for that cause.
        Require(evidence.Semaphores is not null || evidence.IsSemaphoreLimitReached == true, "/proc/sysvipc/sem was not read whole");
        Require(evidence.Processes.Length > 0 || !(evidence.TakenAt - evidence.KernelStartedAt < StartTime), "the machine has just started, and Apache has not yet");
        if (evidence.ConfigTestExitStatus == 0)
        {
            Require(evidence.ApacheUid is not null, "the uid of Apache's user is not known");
            Require(evidence.AcceptMechanismOnDisk != MutexMechanism.Unknown, "the mutex mechanism is not known");
            Require(evidence.Mpm.Length > 0, "the MPM is not known");
        }

        return missing.Count == 0
            ? null
            : new Conclusion(Verdict.Escalate, Code, "The inspection did not find out enough to decide: " + string.Join("; ", missing) + ".")
            { RestsOn = missing.ToImmutable() };

        void Require(bool known, string otherwise)
        {
            if (!known)
            {
                missing.Add(otherwise);
            }
        }
    }
}
