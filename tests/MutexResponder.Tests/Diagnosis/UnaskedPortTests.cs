using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Verification;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>A port that nobody could ask is neither silent nor answering: it proves no outage and no recovery.</summary>
public class UnaskedPortTests
{
    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");
    private static readonly Recording Loop = Recording.Load("removed-worker-loop");

    [Theory]
    [InlineData(null)]
    [InlineData(null, "port=80 scheme=http skipped=time")]
    [InlineData(null, "port=80 scheme=http status=200", "port=8080 scheme=http skipped=time")]
    [InlineData(null, "port=80 scheme=http tool=none", "port=8080 scheme=http tool=127")]
    [InlineData(false, "port=80 scheme=http status=000 error=28", "port=8080 scheme=http skipped=time")]
    [InlineData(true, "port=80 scheme=http status=200", "port=8080 scheme=http status=503")]
    public void SiteAnswers_IsKnownOnlyOfPortsThatWereAsked(bool? answers, params string[] lines) => Assert.Equal(answers, Read(Healthy.With("http", lines)).SiteAnswers);

    [Theory]
    [InlineData]
    [InlineData("port=80 scheme=http skipped=time", "port=8080 scheme=http skipped=time")]
    [InlineData("port=80 scheme=http tool=none", "port=8080 scheme=http tool=none")]
    public void LivingParent_AndNobodyAsked_IsNotEnoughEvidence_WhateverTheLogSays(params string[] lines)
    {
        Recording recording = Loop.With("http", lines);
        Assert.Equal(Verdict.Remedy, Diagnose(Loop).Verdict);

        Assert.Equal((Verdict.Escalate, "not-enough-evidence"), (Diagnose(recording).Verdict, Diagnose(recording).ReasonCode));
        Assert.Contains(RecoveryVerification.Verify(Read(Loop), Read(recording), RecoveryKind.Restart, []).Unmet, check => check is { Kind: CheckKind.PortsAnswer, Passed: null });
    }

    [Theory]
    [InlineData(124)]
    [InlineData(137)]
    public void ConfigurationTestThatDidNotEnd_SaysNothingOfTheConfiguration(int status) =>
        Assert.Equal("not-enough-evidence", Diagnose(Healthy.WithHeader("configtest", $"[configtest exit={status}]", Healthy.Lines("configtest"))).ReasonCode);

    [Fact]
    public void ExpectedParent_NamesWhatTheServerHasLoaded()
    {
        Recording loaded = Healthy.With("pidfile", [.. Healthy.Lines("pidfile"), "loaded=1795654691"]);

        Assert.Equal(Read(Healthy).ParentIdentity, Read(Healthy).ExpectedParent);
        Assert.Equal($"{Read(Healthy).ParentIdentity}-1795654691", Read(loaded).ExpectedParent.ToString());
        Assert.Equal(Read(loaded).ExpectedParent, Read(loaded).ExpectedParent.ToString().As<ParentIdentity>());
        Assert.Equal(Read(Healthy).ParentIdentity, Read(loaded).ParentIdentity);

        // A nightly reload makes no other plan of it.
        Plan plan = new(Remedy.None, RecoveryKind.Reload, default, default, [], Read(Healthy).ExpectedParent);
        Assert.Equal(plan.Digest, (plan with { ExpectedParent = Read(loaded).ExpectedParent }).Digest);
        Assert.NotEqual(plan.Digest, (plan with { ExpectedParent = new ParentIdentity(73, null) }).Digest);
    }

    private static Evidence Read(Recording recording) => EvidenceReader.Read(recording.ToString()).Evidence!;

    private static DiagnosisResult Diagnose(Recording recording) => Diagnoser.Diagnose(Read(recording), ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable);
}
