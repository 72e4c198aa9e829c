using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>Each risk is a condition that is read from the machine; without what it rests on nothing is claimed, and nothing is called safe.</summary>
public sealed class OutlookTests
{
    private static readonly Recording AtRisk = Recording.Load("healthy-sysvsem-prefork");

    /// <summary>Real machines, of both generations of the evidence, each as it was recorded.</summary>
    [Theory]
    [InlineData("healthy-sysvsem-prefork", RiskKind.AcceptMutexRemovable)]
    [InlineData("healthy-sysvsem-tls-proxy", RiskKind.AcceptMutexRemovable, RiskKind.ModuleMutexesRemovable)]
    [InlineData("u16-prefork-confavail-1-before", RiskKind.AcceptMutexRemovable)]
    [InlineData("u16-eventothers-1", RiskKind.ModuleMutexesRemovable)]
    [InlineData("explicit-mpm-accept", RiskKind.AcceptMutexSetByName)]
    [InlineData("config-broken", RiskKind.ConfigurationBroken)]
    [InlineData("rhel-layout-healthy", RiskKind.AcceptMutexRemovable)]
    public void Recording_IsAtRisk(string name, params RiskKind[] kinds) => Assert.Equal(kinds, RisksOf(Recording.Load(name)));

    [Theory]
    [InlineData("fcntl-healthy")]
    [InlineData("pthread")]
    [InlineData("fixed-and-running")]
    [InlineData("u16-prefork-confavail-rb-5-rebooted")]
    public void Recording_IsSafe(string name) => Assert.IsType<Outlook.Safe>(Of(Recording.Load(name)));

    [Theory]
    [InlineData("default-mechanism")]
    [InlineData("event-mpm")]
    [InlineData("single-listen")]
    public void Recording_IsExposedByPolicyOnly(string name) => Assert.IsType<Outlook.ExposedByPolicy>(Of(Recording.Load(name)));

    [Theory]
    [InlineData("removed-prefork-orphan", "semaphores-removed")]
    [InlineData("no-apache", "apache-not-found")]
    public void Recording_IsUnknown(string name, string why) => Assert.Equal(new Outlook.Unknown(why), Of(Recording.Load(name)));

    [Fact]
    public void EachRisk_RestsOnSomethingRead() => Assert.All(
        Recording.Names.Select(name => Of(Recording.Load(name))).OfType<Outlook.AtRisk>(),
        outlook => Assert.All(outlook.Risks, risk => Assert.NotEmpty(risk.RestsOn)));

    [Theory]
    [InlineData("effective=no")]
    [InlineData("effective=unknown", "logout-policy-unknown")]
    public void RemoveIpc(string effective, string? unknown = null)
    {
        Outlook outlook = Of(AtRisk.With("removeipc", effective, "source=config"));

        Assert.Equal(unknown is null ? new Outlook.Safe() : new Outlook.Unknown(unknown), outlook);
    }

    [Fact]
    public void RightOnDiskAndNotRunning() => Assert.Equal([RiskKind.FixNotRunning], RisksOf(AtRisk.Replacing("mechanism=sysvsem", "mechanism=fcntl")));

    [Fact]
    public void LingeringUser_IsSafe() => Assert.IsType<Outlook.Safe>(Of(AtRisk.With("linger", "linger=yes")));

    /// <summary>logind spares those up to 999.</summary>
    [Theory]
    [InlineData(33, true)]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    public void SystemUser_IsSafe(int uid, bool isSafe) =>
        Assert.Equal(isSafe, Of(AtRisk.With("user", "name=www-data", $"uid={uid}").Replacing(" 600 1 1001 0 ", $" 600 1 {uid} 0 ")) is Outlook.Safe);

    [Fact]
    public void ArraysNotRead_IsNotCalledSafe() => Assert.IsType<Outlook.Unknown>(Of(AtRisk.WithHeader("sem", "[sem cut=1]", AtRisk.Lines("sem"))));

    /// <summary>A server that ought to have an array and has none is not safe for that; one that has nothing to lose is, whatever the policy is.</summary>
    [Fact]
    public void NoArrays_IsSafeOnlyWhereNoneIsNeeded()
    {
        Assert.Equal(new Outlook.Unknown("mutexes-unknown"), Of(AtRisk.WithHeader("sem", "[sem total=0 semaphores=0]", "key semid perms nsems uid cuid ctime")));
        Assert.IsType<Outlook.Safe>(Of(Recording.Load("fixed-and-running").With("removeipc", "effective=unknown", "source=default")));
    }

    [Theory]
    [InlineData(RiskMoment.NextLogout, true, RiskKind.AcceptMutexRemovable)]
    [InlineData(RiskMoment.NextLogout, false, RiskKind.AcceptMutexSetByName)]
    [InlineData(RiskMoment.NextLogout, true, RiskKind.ModuleMutexesRemovable)]
    [InlineData(RiskMoment.NextLogout, true, RiskKind.FixNotRunning)]
    [InlineData(RiskMoment.NextRestart, false, RiskKind.SemaphoresNearLimit)]
    [InlineData(RiskMoment.NextRestart, false, RiskKind.ConfigurationBroken)]
    [InlineData(RiskMoment.NextBoot, false, RiskKind.LockDirectoryGoneAtBoot)]
    [InlineData(RiskMoment.NextBoot, false, RiskKind.NotStartedAtBoot)]
    [InlineData(RiskMoment.NextLogout, true, RiskKind.AcceptMutexRemovable, RiskKind.NotStartedAtBoot)]
    [InlineData(RiskMoment.NextLogout, false, RiskKind.AcceptMutexRemovable, RiskKind.ConfigurationBroken)]
    [InlineData(RiskMoment.NextLogout, false, RiskKind.AcceptMutexSetByName, RiskKind.ModuleMutexesRemovable)]
    public void Risks_ComeAtTheirMoment_AndOurLineIsForSomeOfThem(RiskMoment soonest, bool isMendable, params RiskKind[] kinds)
    {
        Outlook.AtRisk atRisk = new([.. kinds.Select(kind => new Risk(kind, []))]);

        Assert.Equal((soonest, isMendable), (atRisk.Risks.Min(risk => risk.Moment), atRisk.IsMendable));
    }

    [Theory]
    [InlineData(116, 116, false)]
    [InlineData(117, 117, true)]
    [InlineData(128, 128, true)]
    [InlineData(10, 28_800, false)]
    [InlineData(10, 28_801, true)]
    public void SemaphoreLimit_NearFromNineTenthsOn(int arrays, int semaphores, bool isNear)
    {
        Recording recording = AtRisk.WithHeader("sem", $"[sem total={arrays} semaphores={semaphores}]", AtRisk.Lines("sem")).With("sem-limits", "250 32000 32 128");

        Assert.Equal(isNear, RisksOf(recording).Contains(RiskKind.SemaphoresNearLimit));
    }

    [Fact]
    public void SemaphoreLimit_DoesNotMatterToAServerOnFiles()
    {
        Recording fixedOne = Recording.Load("fixed-and-running");

        Assert.IsType<Outlook.Safe>(Of(fixedOne.WithHeader("sem", "[sem total=128 semaphores=128]", fixedOne.Lines("sem")).With("sem-limits", "250 32000 32 128")));
    }

    [Theory]
    [InlineData("UnitFileState=disabled", true)]
    [InlineData("UnitFileState=masked", true)]
    [InlineData("UnitFileState=enabled-runtime", true)]
    [InlineData("UnitFileState=enabled", false)]
    [InlineData("UnitFileState=generated", false)]
    [InlineData("UnitFileState=", false)]
    public void NotStartedAtBoot(string state, bool isRisk)
    {
        Recording fixedOne = Recording.Load("fixed-and-running");

        Assert.Equal(isRisk ? [RiskKind.NotStartedAtBoot] : [], RisksOf(fixedOne.With("unit", "ActiveState=active", state)));
    }

    [Fact]
    public void LockDirectoryThatNothingMakesAtBoot()
    {
        Recording fixedOne = Recording.Load("fixed-and-running");
        Recording gone = fixedOne.With("lockdir", [.. fixedOne.Lines("lockdir"), "gone_at_boot=/run/mutexes"]);

        Risk risk = Assert.Single(Assert.IsType<Outlook.AtRisk>(Of(gone)).Risks);
        Assert.Equal((RiskKind.LockDirectoryGoneAtBoot, RiskMoment.NextBoot), (risk.Kind, risk.Moment));
        Assert.Contains("/run/mutexes", ReportLanguage.English.Words.Say(risk.RestsOn[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigurationTestThatDidNotEnd_IsUnknown_NotBroken() =>
        Assert.IsType<Outlook.Unknown>(Of(AtRisk.WithHeader("configtest", "[configtest exit=124]").With("removeipc", "effective=no", "source=config")));

    [Fact]
    public void DownSite_HasNoRisk() => Assert.IsType<Outlook.Unknown>(Of(AtRisk.With("http")));

    private static RiskKind[] RisksOf(Recording recording) => Of(recording) is Outlook.AtRisk atRisk ? [.. atRisk.Risks.Select(risk => risk.Kind)] : [];

    private static Outlook Of(Recording recording)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return Outlook.Of(evidence!);
    }
}
