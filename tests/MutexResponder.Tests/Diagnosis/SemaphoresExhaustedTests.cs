using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>A start that fails for want of semaphores leaves no line in the error log: the kernel's own count has to tell.</summary>
public class SemaphoresExhaustedTests
{
    private const string Header = "key semid perms nsems uid cuid ctime";

    private static readonly Recording Exhausted = Recording.Load("exhausted");

    private static readonly Signal StartFailed = new(
        "AH00023", SignalKind.Exhausted, 28, null, DateTimeOffset.UnixEpoch, "(28)No space left on device: AH00023: Couldn't create the mpm-accept mutex", SignalConfidence.High);

    [Fact]
    public void LimitReached_NoLineAnywhere_RemedyWithFullConfidence()
    {
        DiagnosisResult result = Diagnose(Exhausted);

        Assert.Equal((Verdict.Remedy, "semaphores-exhausted"), (result.Verdict, result.ReasonCode));
        Assert.Equal(Confidence.Observed, result.Findings[0].Confidence);
        Assert.Contains("3 of 3 arrays are in use", result.Reason.Told.InEnglish, StringComparison.Ordinal);
        Assert.Contains(result.Recommendations, r => r.InEnglish.Contains("kernel.sem", StringComparison.Ordinal));
    }

    [Fact]
    public void LimitOfSemaphoresReached_InFewerArrays_Remedy()
    {
        DiagnosisResult result = Diagnose(Exhausted.With("sem-limits", "32000 53 500 32000").WithHeader("sem", "[sem total=2 semaphores=53]", Header, "0 1 600 1 1001 0 1795438499"));

        Assert.Equal("semaphores-exhausted", result.ReasonCode);
        Assert.Equal([1], result.Plan!.RemoveSemaphores);
    }

    [Fact]
    public void RoomLeft_NoLine_IsNotThisCause() =>
        Assert.Equal("down-other-cause", Diagnose(Exhausted.With("sem-limits", "32000 1024000000 500 4")).ReasonCode);

    [Fact]
    public void LimitReachedByOthers_NothingOfApacheLeft_NeedsTheLineOfTheStart()
    {
        Recording others = Exhausted.WithHeader("sem", "[sem total=3]", Header);

        Assert.Equal("down-other-cause", Diagnose(others).ReasonCode);
        DiagnosisResult result = Diagnose(others, StartFailed);
        Assert.Equal("semaphores-exhausted", result.ReasonCode);
        Assert.Empty(result.Plan!.RemoveSemaphores);
    }

    [Fact]
    public void LineOfTheStart_ButRoomAndNoLeftovers_IsNotBelieved() =>
        Assert.Equal(
            "down-other-cause",
            Diagnose(Exhausted.WithHeader("sem", "[sem total=0]", Header).With("sem-limits", "32000 1024000000 500 32000"), StartFailed).ReasonCode);

    [Fact]
    public void StoppedInOrder_WithOldLeftovers_IsLeftStopped() =>
        Assert.Equal(
            "stopped-on-purpose",
            Diagnose(Exhausted.With("errorlog", "[Mon Nov 23 12:55:02.000000 2026] [mpm_prefork:notice] [pid 105:tid 105] AH00169: caught SIGTERM, shutting down")).ReasonCode);

    /// <summary>Any user can fill the kernel's table; what a person stopped stays stopped.</summary>
    [Fact]
    public void StoppedInOrderAfterTheFailure_IsLeftStopped() =>
        Assert.Equal(
            "stopped-on-purpose",
            Diagnose(Exhausted.With(
                "errorlog",
                "[Mon Nov 23 12:54:02.000000 2026] [core:emerg] [pid 105:tid 105] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex",
                "[Mon Nov 23 12:55:02.000000 2026] [mpm_prefork:notice] [pid 105:tid 105] AH00169: caught SIGTERM, shutting down")).ReasonCode);

    [Fact]
    public void TableTooLongToList_CountAndBeginningAreEnough()
    {
        string[] rows = [.. Enumerable.Range(1, 50).Select(id => string.Create(CultureInfo.InvariantCulture, $"0 {id} 600 1 1001 0 1795438499"))];
        DiagnosisResult result = Diagnose(Exhausted.WithHeader("sem", "[sem total=128 cut=1]", [Header, .. rows]).With("sem-limits", "250 32000 32 128"));

        Assert.Equal("semaphores-exhausted", result.ReasonCode);
        Assert.Equal(50, result.Plan!.RemoveSemaphores.Length);
        Assert.Contains(result.Findings, f => f.Code == "evidence-cut");
    }

    [Fact]
    public void ApacheChildAlive_NothingIsRemoved()
    {
        DiagnosisResult result = Diagnose(Exhausted.WithHeader("processes", "[processes total=1 exit=0]", "80 1 1001 S 1 orphan"), StartFailed);

        Assert.Equal("semaphores-exhausted", result.ReasonCode);
        Assert.Empty(result.Plan!.RemoveSemaphores);
    }

    [Fact]
    public void ArraysOfOthers_AreNeverRemoved()
    {
        DiagnosisResult result = Diagnose(Exhausted.WithHeader(
            "sem", "[sem total=4]", Header,
            "0 1 600 1 1001 0 1795438499", "9 2 600 1 1001 0 1795438499", "0 3 600 1 1001 1001 1795438499", "0 4 666 1 1001 0 1795438499"));

        Assert.Equal([1], result.Plan!.RemoveSemaphores);
    }

    [Fact]
    public void ExplicitAcceptMutex_Escalates() =>
        Assert.Equal(
            "explicit-mpm-accept",
            Diagnose(Exhausted.Replacing("Mutex mpm-accept: using_defaults", "Mutex mpm-accept: dir=\"\" mechanism=sysvsem ")).ReasonCode);

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> signals)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return Diagnoser.Diagnose(evidence!, signals, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
    }
}
