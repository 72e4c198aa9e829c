using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// Apache is down, its mutexes are files, and the directory for them was not there when we looked. apachectl makes it, so a
/// configuration test through apachectl passes; a start by any other way fails with "Invalid Mutex directory" on its own stderr.
/// </summary>
internal sealed class LockDirectoryMissing : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        bool usesFiles = evidence.AcceptMechanismOnDisk is MutexMechanism.Fcntl or MutexMechanism.Flock;
        return evidence.Parent is null && usesFiles && evidence.LockDirectory is { Exists: false } directory
            ? new Conclusion(
                Verdict.Escalate,
                "lock-directory-missing",
                $"Apache is not running and its lock directory {directory.Path} did not exist: it cannot start except through apachectl, which makes the directory.")
            {
                Confidence = Confidence.Indicated,
                RestsOn = ["no parent process", $"accept mutex on disk {evidence.AcceptMechanismOnDisk.Word()}", $"{directory.Path} does not exist"],
            }
            : null;
    }
}
