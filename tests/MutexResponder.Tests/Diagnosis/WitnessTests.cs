using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Verification;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>What a line without a time, a pid file of an earlier boot and a log that cannot be read are worth, and servers that our line would harm.</summary>
public class WitnessTests
{
    private static readonly Recording Removed = Recording.Load("removed-prefork-orphan");
    private static readonly Recording SourceBuild = Recording.Load("local-removed");

    [Fact]
    public void LinesWithoutATime_NothingForwardedInThisBoot_ForAPerson()
    {
        DiagnosisResult result = Diagnose(Removed.WithHeader("errorlog", "[errorlog exit=0]", WithoutTimes(Removed)));

        Assert.Equal((Verdict.Escalate, "removal-undated"), (result.Verdict, result.ReasonCode));
    }

    [Theory]
    [InlineData(-60, "semaphores-removed")]
    [InlineData(-8_000_000, "removal-undated")]
    public void LinesWithoutATime_AForwardedLineDatesThemOnlyInThisBoot(int seconds, string reasonCode)
    {
        Recording recording = Removed.WithHeader("errorlog", "[errorlog exit=0]", WithoutTimes(Removed));
        DateTimeOffset taken = Read(recording).TakenAt;
        Signal forwarded = new("AH00144", SignalKind.Removed, 43, 1, taken.AddSeconds(seconds), "AH00144", SignalConfidence.High);

        Assert.Equal(reasonCode, Diagnose(recording, forwarded).ReasonCode);
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(-8_000_000, false)]
    public void PidFileOnTheDisk_OnlyOneOfThisBootTellsOfADeadParent(int seconds, bool isOfThisBoot)
    {
        long written = Read(SourceBuild).TakenAt.AddSeconds(seconds).ToUnixTimeSeconds();
        Recording recording = SourceBuild
            .With("pidfile", "path=/usr/local/apache2/logs/httpd.pid", "pid=467", "fstype=ext2/ext3", $"written={written}")
            .WithHeader("processes", "[processes total=0 exit=0]");

        Assert.Equal(isOfThisBoot, Read(recording).PidFileIsOfThisBoot);
        Assert.Equal(isOfThisBoot ? "semaphores-removed" : "down-other-cause", Diagnose(recording).ReasonCode);
    }

    [Theory]
    [InlineData("2.2.22")]
    [InlineData("2.0.65")]
    public void ServerWithoutTheDirective_APersonIsToldItsOwnCure_AndNothingIsPlanned(string version)
    {
        DiagnosisResult result = Diagnose(Removed.Replacing("Apache/2.4.71", "Apache/" + version));

        Assert.Equal((Verdict.Escalate, "apache-too-old"), (result.Verdict, result.ReasonCode));
        Assert.Null(result.Plan);
        Assert.Contains("'AcceptMutex fcntl'", result.Reason.Told.InEnglish, StringComparison.Ordinal);
        Assert.Contains("'LockFile ", result.Reason.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public void ModuleMutexByName_OurDefaultWouldNotReachIt_ForAPerson()
    {
        Recording event2 = Recording.Load("u16-eventothers-2");
        DiagnosisResult result = Diagnose(event2.Replacing("Mutex authdigest-opaque: using_defaults", "Mutex authdigest-opaque: dir=\"/var/run/apache2/\" mechanism=sysvsem "));

        Assert.Equal((Verdict.Escalate, "explicit-module-mutex"), (result.Verdict, result.ReasonCode));
    }

    /// <summary>
    /// mod_rewrite makes its mutex at every start up to 2.4.36, later only for a program; mod_proxy and mod_lua always make theirs. A request failed each time.
    /// </summary>
    [Theory]
    [InlineData("2.4.18", "rewrite-map", Verdict.Remedy, "module-semaphores-removed")]
    [InlineData("2.4.37", "rewrite-map", Verdict.NoAction, "not-affected")]
    [InlineData("2.4.62", "rewrite-map", Verdict.NoAction, "not-affected")]
    [InlineData("2.4.62", "proxy", Verdict.Remedy, "module-semaphores-removed")]
    [InlineData("2.4.62", "lua-ivm-shm", Verdict.Remedy, "module-semaphores-removed")]
    [InlineData("2.4.62", "watchdog-callback", Verdict.NoAction, "not-affected")]
    public void ModulesArraysAreGone_OnlyAMutexThatIsAlwaysMadeProvesIt(string version, string mutex, Verdict verdict, string reason)
    {
        Recording removed = Recording.Load("u16-eventothers-2").Replacing("2.4.18", version).Replacing("authdigest-opaque", mutex);
        DiagnosisResult result = Diagnose(removed.WithHeader("runcfg", "[runcfg exit=0]", [.. removed.Lines("runcfg").Where(line => !line.StartsWith("Mutex ", StringComparison.Ordinal)
            || line.StartsWith($"Mutex {mutex}:", StringComparison.Ordinal) || line.StartsWith("Mutex default:", StringComparison.Ordinal)).Distinct()]));

        Assert.Equal((verdict, reason), (result.Verdict, result.ReasonCode));
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(30, false)]
    public void LogThatCannotBeRead_WhatIsForwardedProvesTheRecovery(int seconds, bool passes)
    {
        Recording fixedAndServing = Machine.Fixed.WithHeader("errorlog", "[errorlog exit=1]");
        Evidence after = Read(fixedAndServing);
        Signal newest = new("AH00144", SignalKind.Removed, 43, 1, after.ParentStartedAt!.Value.AddSeconds(seconds), "AH00144", SignalConfidence.High);
        RecoveryVerification verification = RecoveryVerification.Verify(Read(Machine.Broken), after, RecoveryKind.Reboot, [newest]);

        Assert.Equal(passes, verification.IsRecovered);
        Assert.False(RecoveryVerification.Verify(Read(Machine.Broken), after, RecoveryKind.Reboot, []).IsRecovered);
    }

    /// <summary>A child can write any line under any time, and any user can keep the ports busy: the array that the parent made says that it serves.</summary>
    [Theory]
    [InlineData("12:39:51.703100")]
    [InlineData("12:20:00.000000")]
    [InlineData("12:39:52.000000")]
    public void ForgedLineOfAnyTime_TheLivingParentsArrayIsThere_NothingIsPlanned(string time)
    {
        Recording healthy = Machine.AtRisk;
        DiagnosisResult result = Diagnose(healthy
            .With("errorlog", [.. healthy.Lines("errorlog"), $"[Mon Nov 23 {time} 2026] [mpm_prefork:emerg] [pid 74:tid 74] (43)Identifier removed: AH00144: couldn't grab the accept mutex"])
            .With("http", "port=80 scheme=http status=000 error=28", "port=8080 scheme=http status=000 error=28"));

        Assert.Equal((Verdict.Escalate, "semaphores-still-there"), (result.Verdict, result.ReasonCode));
        Assert.Null(result.Plan);
    }

    /// <summary>As an ErrorLogFormat without %t writes them.</summary>
    private static string[] WithoutTimes(Recording recording) =>
        [.. recording.Lines("errorlog").Select(line => line.StartsWith('[') ? line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..] : line)];

    private static Evidence Read(Recording recording) => EvidenceReader.Read(recording.ToString()).Evidence!;

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> forwarded) =>
        Diagnoser.Diagnose(Read(recording), forwarded, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
}
