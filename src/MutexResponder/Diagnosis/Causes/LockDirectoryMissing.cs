using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// Apache is down, its mutexes are files, and the directory for them was not there when we looked. apachectl makes it, so a
/// configuration test through apachectl passes; a start by any other way fails with "Invalid Mutex directory" on its own stderr.
/// </summary>
internal sealed class LockDirectoryMissing : ICause
{
    public Statement Name => new("cause-lock-directory-missing");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals) => evidence switch
    {
        { Parent: { } parent } => RulingOut.ParentIsAlive(parent),
        { AcceptMechanismOnDisk: not (MutexMechanism.Fcntl or MutexMechanism.Flock) and var other } => new RulingOut(NoLockFiles, Statement.Quoted(other.Word())),
        { LockDirectory: { Exists: false } directory } => new Conclusion(Verdict.Escalate, Missing(directory.Path))
        {
            Confidence = Confidence.Indicated,
            RestsOn = [Seen.NoParent, Seen.MutexOnDisk(evidence.AcceptMechanismOnDisk.Word()), DoesNotExist(directory.Path)],
        },
        _ => new RulingOut(IsThere, evidence.LockDirectory is { } known ? Statement.Quoted(known.Path) : null),
    };

    private static Reason Missing(string path) => new("lock-directory-missing", new Statement("lock-directory-did-not-exist", ("path", path)));

    private static Statement NoLockFiles => new("no-lock-files");

    private static Statement IsThere => new("lock-directory-is-there");

    private static Statement DoesNotExist(string path) => new("does-not-exist", ("path", path));
}
