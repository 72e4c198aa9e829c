using System.Globalization;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Verification;

/// <summary>A graceful reload is proved by the same parent, a new generation, and the accept mutex as a file.</summary>
public sealed class ReloadVerificationTests
{
    private static readonly Recording Before = Machine.AtRisk;
    private static readonly Evidence Then = Read(Before);

    private static Recording Reloaded => Machine.Reloaded;

    [Fact]
    public void Reloaded_IsProved() => Assert.Empty(Unmet(Reloaded));

    [Fact]
    public void NothingDone_IsNot() => Assert.Equal([CheckKind.NewGeneration, CheckKind.MutexImmune, CheckKind.AcceptMutexMoved], Unmet(Before));

    [Fact]
    public void AnotherParent_WasDown() => Assert.Equal(
        [CheckKind.SameParent],
        Unmet(Reloaded.Replacing("|73 1 0 S 178749 parent", "|73 1 0 S 178750 parent")));

    [Fact]
    public void OldGenerationAlone_IsNotReloaded() => Assert.Equal(
        [CheckKind.NewGeneration], Unmet(Reloaded.WithHeader("processes", "[processes total=6 exit=0]", Before.Lines("processes"))));

    [Fact]
    public void ArrayLeft_IsNotMoved() => Assert.Equal(
        [CheckKind.AcceptMutexMoved], Unmet(Reloaded.WithHeader("sem", "[sem total=1 semaphores=1]", Before.Lines("sem"))));

    [Fact]
    public void SslCacheKeepsItsArrayUntilTheNextStart_IsMoved()
    {
        Recording before = Before.With("runcfg", [.. Before.Lines("runcfg"), "Mutex ssl-cache: using_defaults"]);

        Assert.Empty(Unmet(before, Reloaded.WithHeader("sem", "[sem total=1 semaphores=1]", Before.Lines("sem"))));
    }

    [Fact]
    public void OpenFilesNotRead_IsUnknown() =>
        Assert.Equal([CheckKind.AcceptMutexMoved], Unmet(Reloaded.WithHeader("locks", "[locks exit=1]")));

    [Fact]
    public void FailureAfterTheReload_IsNotProved()
    {
        string at = (Then.TakenAt + Then.UtcOffset!.Value).AddSeconds(9).UtcDateTime.ToString("ddd MMM dd HH:mm:ss.ffffff yyyy", CultureInfo.InvariantCulture);
        string[] lines = [.. Before.Lines("errorlog"), $"[{at}] [mpm_prefork:emerg] [pid 99] (43)Identifier removed: AH00144: couldn't grab the accept mutex"];

        Assert.Equal([CheckKind.NoFailureSinceReload], Unmet(Reloaded.WithHeader("errorlog", "[errorlog path=/var/log/apache2/error.log exit=0]", lines)));
    }

    [Fact]
    public void ChildOfTheOldGenerationThatMissesItsMutex_IsNoFailure()
    {
        DateTimeOffset at = Then.TakenAt + Then.UtcOffset!.Value;
        string Line(double seconds, string text) => $"[{at.AddSeconds(seconds).UtcDateTime.ToString("ddd MMM dd HH:mm:ss.ffffff yyyy", CultureInfo.InvariantCulture)}] {text}";
        string[] lines =
        [
            .. Before.Lines("errorlog"),
            Line(5, "[mpm_prefork:notice] [pid 73] AH00171: Graceful restart requested, doing restart"),
            Line(5.1, "[mpm_prefork:emerg] [pid 99] (43)Identifier removed: AH00144: couldn't grab the accept mutex"),
            Line(5.2, "[mpm_prefork:notice] [pid 73] AH00163: Apache/2.4.71 (Debian) configured -- resuming normal operations"),
        ];

        Assert.Empty(Unmet(Reloaded.WithHeader("errorlog", "[errorlog path=/var/log/apache2/error.log exit=0]", lines)));
    }

    [Fact]
    public void TakenBack_IsProvedByTheConfiguration()
    {
        RecoveryVerification verification = RecoveryVerification.VerifyRollback(
            Read(Reloaded.WithHeader("processes", "[processes total=6 exit=0]", Before.Lines("processes"))), Read(Machine.WithYoungerChildren(Before)), RecoveryKind.Reload, Then.ConfigHash, []);

        Assert.Empty(verification.Unmet);
    }

    private static CheckKind[] Unmet(Recording after) => Unmet(Before, after);

    private static CheckKind[] Unmet(Recording before, Recording after) =>
        [.. RecoveryVerification.Verify(Read(before), Read(after), RecoveryKind.Reload, []).Unmet.Select(check => check.Kind)];

    private static Evidence Read(Recording recording)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        return evidence ?? throw new InvalidDataException(error!.InEnglish);
    }
}
