using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Verification;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>
/// Servers that lack what a removal would have taken, and lack it for another reason; with lines as Apache's own user, or with syslog any user, can make them.
/// </summary>
public class UnaffectedServerTests
{
    private const string RemovedLine = "[Mon Nov 23 12:40:20.703100 2026] [mpm_prefork:emerg] [pid 74:tid 74] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
    private const string NoArrays = "key semid perms nsems uid cuid ctime";

    private static readonly Recording Removed = Recording.Load("removed-prefork-orphan");
    private static readonly Recording Degraded = Recording.Load("u16-eventothers-2");

    /// <summary>A unit with PrivateIPC=yes: the server and its arrays are in a namespace of their own, and the inspection's has none.</summary>
    [Fact]
    public void ServerInItsOwnIpcNamespace_LivesAndIsLeftAlone()
    {
        Recording elsewhere = Machine.AtRisk
            .WithHeader("processes", "[processes total=6 exit=0]", [.. Machine.AtRisk.Lines("processes").Select(line => line[..(line.LastIndexOf(' ') + 1)] + "elsewhere")])
            .WithHeader("sem", "[sem total=0 semaphores=0]", NoArrays)
            .With("http")
            .With("errorlog", [.. Machine.AtRisk.Lines("errorlog"), RemovedLine]);

        Expect(elsewhere, Verdict.Escalate, "apache-in-container");
    }

    /// <summary>mod_auth_digest and mod_rewrite make theirs and need them for no request but a map's: httpd's sources ignore that the lock fails.</summary>
    [Theory]
    [InlineData("authdigest-client authdigest-opaque")]
    [InlineData("rewrite-map")]
    public void ModulesArraysAreGone_NoRequestFailed_ForAPerson(string mutexes) => Expect(WithMutexes(Degraded, mutexes).With("errorlog"), Verdict.Escalate, "module-semaphores-removed-harm-unknown");

    /// <summary>The lines of an earlier start are not this server's, and those without a time may be.</summary>
    [Theory]
    [InlineData("[Wed Nov 25 17:17:12", "[Wed Nov 25 16:17:12")]
    [InlineData("[Wed Nov 25 17:17:12", "[Wed Nox 25 17:17:12")]
    public void ModulesArraysAreGone_TheFailedRequestWasNotThisServers_ForAPerson(string old, string text) =>
        Expect(Degraded.Replacing(old, text), Verdict.Escalate, "module-semaphores-removed-harm-unknown");

    /// <summary>On a release that makes mod_rewrite's mutex for programs alone, another module's tells that the arrays were removed.</summary>
    [Theory]
    [InlineData("proxy rewrite-map", "module-semaphores-removed")]
    [InlineData("ldap-cache rewrite-map", "module-semaphores-removed")]
    [InlineData("ssl-cache rewrite-map", "not-affected")]
    public void NewerRelease_AnotherModulesMutexProvesTheRemoval(string mutexes, string reason)
    {
        Recording newer = WithMutexes(Degraded.Replacing("2.4.18", "2.4.41"), mutexes);

        Assert.Equal(reason, Diagnose(newer).ReasonCode);
    }

    /// <summary>Between the old generation's mutexes and the new one's lies the reading of the configuration.</summary>
    [Theory]
    [InlineData("AH00493: SIGUSR1 received.  Doing graceful restart", "graceful-restart-noise")]
    [InlineData("AH00494: SIGHUP received.  Attempting to restart", "not-affected")]
    public void ReloadUnderWay_HasNoArraysForAMoment(string notice, string reason) => Expect(
        Degraded.With("errorlog", [.. Degraded.Lines("errorlog"), $"[Wed Nov 25 17:17:12.900000 2026] [mpm_event:notice] [pid 42:tid 139995632479168] {notice}"]),
        Verdict.NoAction,
        reason);

    /// <summary>What -V says of the default is of the build; the library that is loaded may choose otherwise.</summary>
    [Fact]
    public void BuiltAgainstAnOlderApr_TheDefaultIsUnknown() => Expect(Degraded.Replacing("Server loaded:  APR 1.5.2", "Server loaded:  APR 1.7.2"), Verdict.Escalate, "not-enough-evidence");

    /// <summary>A log that goes to syslog takes a line from any user; where nothing can have been removed it would be all that speaks for it.</summary>
    [Fact]
    public void MechanismThatNobodyCanRemove_AForwardedLineIsNoProof()
    {
        Recording dead = Removed.Replacing("mechanism=sysvsem", "mechanism=fcntl").WithHeader("errorlog", "[errorlog exit=1]");

        Assert.Equal((Verdict.Escalate, "log-unreadable"), (Diagnose(dead, Forwarded(dead)).Verdict, Diagnose(dead, Forwarded(dead)).ReasonCode));
    }

    /// <summary>With Debian's file a server without mod_ssl listens on one port, and never had an accept mutex.</summary>
    [Theory]
    [InlineData(" Listen 443", "", "log-unreadable")]
    [InlineData(" Listen 443", "ssl-cache", "semaphores-removed")]
    [InlineData("Listen 443", "", "semaphores-removed")]
    public void SecondPortInASection_CountsWhereItsModuleIsLoaded(string second, string mutex, string reason)
    {
        Recording dead = Removed.WithHeader("processes", "[processes total=0 exit=0]").With("listen").WithHeader("errorlog", "[errorlog exit=1]")
            .Replacing(":2:Listen 8080", ":2:" + second);
        dead = mutex.Length == 0 ? dead : dead.With("runcfg", [.. dead.Lines("runcfg"), $"Mutex {mutex}: using_defaults"]);

        Assert.Equal(reason, Diagnose(dead, Forwarded(dead)).ReasonCode);
    }

    /// <summary>Its line was taken away and it was not reloaded: it has no array, and lost none.</summary>
    [Fact]
    public void RunsOnAFile_TheConfigurationHasChanged_IsLeftAlone() => Expect(
        SilentWithRemovedLine.WithHeader("locks", "[locks exit=0]", "mpm-accept").WithHeader("sem", "[sem total=0 semaphores=0]", NoArrays), Verdict.Escalate, "unexplained");

    /// <summary>Another Apache of the same user has arrays too: of a server that lives it is not known whose are left.</summary>
    [Fact]
    public void LivesBesideAnotherOfItsUser_ArraysAreThere_ForAPerson() => Expect(
        SilentWithRemovedLine.WithHeader("processes", "[processes total=8 exit=0]", [.. Machine.AtRisk.Lines("processes"), "900 1 0 S 50 other", "901 900 1001 S 51 other"]),
        Verdict.Escalate,
        "semaphores-still-there");

    /// <summary>A module's own array, or one that a line of its own keeps, is no sign that a server without an accept mutex runs on the old ones.</summary>
    [Theory]
    [InlineData("rewrite-map", true)]
    [InlineData("watchdog-callback", false)]
    public void ServerWithoutAcceptMutex_TheModulesMutexesAreFiles_IsRecovered(string held, bool isRecovered)
    {
        Evidence after = Read(Degraded
            .Replacing(Degraded.BootId, "11111111-2222-4333-8444-555555555555")
            .Replacing("mechanism=default", "mechanism=fcntl")
            .With("errorlog")
            .WithHeader("locks", "[locks exit=0]", "authdigest-client", "authdigest-opaque", held)
            .WithHeader("sem", "[sem total=1 semaphores=1]", NoArrays, "0 3 600 1 1001 0 1795627031"));

        Assert.Equal(isRecovered, RecoveryVerification.Verify(Read(Degraded), after, RecoveryKind.Reboot, []).IsRecovered);
    }

    private static Recording SilentWithRemovedLine { get; } = Machine.AtRisk
        .With("errorlog", [.. Machine.AtRisk.Lines("errorlog"), RemovedLine])
        .With("http", "port=80 scheme=http status=000 error=28", "port=8080 scheme=http status=000 error=28");

    private static Recording WithMutexes(Recording recording, string mutexes) => recording.WithHeader(
        "runcfg",
        "[runcfg exit=0]",
        [.. recording.Lines("runcfg").Where(line => !line.EndsWith("using_defaults", StringComparison.Ordinal)), .. mutexes.Split(' ').Select(name => $"Mutex {name}: using_defaults")]);

    private static Signal Forwarded(Recording recording) =>
        new("AH00144", SignalKind.Removed, 43, 1, Read(recording).TakenAt.AddSeconds(-20), RemovedLine, SignalConfidence.High);

    private static void Expect(Recording recording, Verdict verdict, string reasonCode)
    {
        DiagnosisResult result = Diagnose(recording);
        Assert.Equal((verdict, reasonCode), (result.Verdict, result.ReasonCode));
        Assert.Null(result.Plan);
    }

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> forwarded) =>
        Diagnoser.Diagnose(Read(recording), forwarded, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

    private static Evidence Read(Recording recording) => EvidenceReader.Read(recording.ToString()).Evidence!;
}
