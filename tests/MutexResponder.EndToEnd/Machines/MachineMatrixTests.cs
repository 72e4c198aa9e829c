using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Machines;

/// <summary>
/// Every release that can be had, each with what administrators do to machines. Minutes, so that only .ci/machines runs it: before a change
/// of a script is called done. One class a release: their machines wait side by side, one of each.
/// </summary>
public abstract class MachineMatrixTests(LabFixture lab, MachineFixture machines, string release)
{
    // What is not Apache's user's, and what belongs to the second Apache: none of it may be touched.
    private const string Others = """
        awk 'NR > 1 && $5 != 1001 { print "sem", $2, $4, $5, $6 }' /proc/sysvipc/sem
        systemctl show -p ActiveState,MainPID apache2@second.service
        [ ! -d /etc/apache2-second ] || find /etc/apache2-second -type f -exec sha256sum {} + | sort
        """;

    private const string OtherSemaphores = """
        set -e
        useradd -u 1003 dbuser
        setpriv --reuid 1003 --clear-groups --regid 1003 ipcmk -S 4 >/dev/null
        ipcmk -S 2 >/dev/null
        """;

    // Another Apache with a user and ports of its own, as Debian's own script sets it up.
    private const string SecondApache = """
        set -e
        useradd -m -u 1002 seconduser
        sh /usr/share/doc/apache2/examples/setup-instance second >/dev/null
        sed -i 's/RUN_USER=testuser/RUN_USER=seconduser/; s/RUN_GROUP=testuser/RUN_GROUP=seconduser/' /etc/apache2-second/envvars
        sed -i 's/^Listen 80$/Listen 81/; s/^Listen 8080$/Listen 8081/' /etc/apache2-second/ports.conf
        sed -i 's/\*:80 /*:81 /; s/\*:8080>/*:8081>/' /etc/apache2-second/sites-available/incident.conf
        systemctl start apache2@second.service
        curl -sf -o /dev/null http://127.0.0.1:81/ && curl -sf -o /dev/null http://127.0.0.1:8081/
        """;

    private static readonly Dictionary<string, string> s_awks = new()
    {
        ["mawk"] = "ln -sf /usr/bin/mawk /etc/alternatives/awk",
        ["gawk"] = "ln -sf /usr/bin/gawk /etc/alternatives/awk",
        ["busybox"] = "ln -sf \"$(command -v busybox)\" /etc/alternatives/awk",
    };

    public static TheoryData<string> Awks => [.. s_awks.Keys];

    [Theory]
    [MemberData(nameof(Awks))]
    public async Task AnyAwk_RecoversAndTouchesNoSemaphoreOfOthers(string awk)
    {
        RecoveryKind recovery = awk == "mawk" ? RecoveryKind.Reboot : RecoveryKind.Restart;
        await using Rehearsal rehearsal = await PrepareAsync(recovery, s_awks[awk] + "\n" + OtherSemaphores);
        await RecoversAloneAsync(rehearsal, recovery);
    }

    [Fact]
    public async Task SecondApache_MainOneRecoversAndTheOtherServesOn()
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Restart, SecondApache);
        await RecoversAloneAsync(rehearsal, RecoveryKind.Restart);
    }

    [Fact]
    public async Task LogindKillsUserProcessesAtOnce_Recovers()
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Reboot, """
            mkdir -p /etc/systemd/logind.conf.d
            printf '[Login]\nKillUserProcesses=yes\nUserStopDelaySec=0\n' >/etc/systemd/logind.conf.d/strict.conf
            systemctl restart systemd-logind
            """);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, Told(result));
    }

    [Fact]
    public async Task UnitOfAnInitScript_OrphanHoldsThePorts_Recovers()
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Restart, "", UnitKillMode.Process);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, Told(result));
    }

    [Fact]
    public async Task UnitThatRestartsOnFailure_ServesAgainByItself_NothingIsChanged()
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Restart, """
            mkdir -p /etc/systemd/system/apache2.service.d
            printf '[Service]\nRestart=on-failure\n' >/etc/systemd/system/apache2.service.d/restart.conf
            systemctl daemon-reload
            """);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome is { Phase: IncidentPhase.NoAction, SiteAnswers: true, RebootCount: 0, ConfigurationIsUntouched: true }, Told(result));
    }

    [Fact]
    public async Task NoSemaphoreLeft_LeftoversAreRemoved_Recovers()
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Restart, "", cause: Cause.Exhausted);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, Told(result));
    }

    private static async Task RecoversAloneAsync(Rehearsal rehearsal, RecoveryKind recovery)
    {
        LabInstance instance = rehearsal.Instances[0];
        string before = await instance.ReadAsync(Others);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, Told(result));
        if (recovery == RecoveryKind.Restart)
        {
            Assert.Equal(before, await instance.ReadAsync(Others)); // a reboot ends everybody's
        }
    }

    private protected static string Told(RehearsalResult result) => string.Join('\n', result.Moments.Select(moment => $"{moment.Elapsed.TotalSeconds:0.000} {moment.Teller} [{moment.Phase}] {moment.Text}"));

    private protected async Task<Rehearsal> PrepareAsync(RecoveryKind recovery, string arrange, UnitKillMode killMode = UnitKillMode.ControlGroup, Cause cause = Cause.Removed)
    {
        Assert.SkipWhen(MachineFixture.Matrix is null, "Minutes; run by .ci/machines.");
        RehearsalOptions options = await machines.RequireAsync(lab, release);
        Rehearsal rehearsal = await Rehearsal.PrepareAsync(
            options with { Cause = cause, Recovery = recovery, HasVisitors = false, Apache = options.Apache with { UnitKillMode = killMode } },
            new RecordedStory(),
            TestContext.Current.CancellationToken);
        try
        {
            await rehearsal.Instances[0].ReadAsync(arrange);
            return rehearsal;
        }
        catch
        {
            await rehearsal.DisposeAsync();
            throw;
        }
    }
}

[Trait("Needs", "Machines")]
public sealed class BullseyeTests(LabFixture lab, MachineFixture machines) : MachineMatrixTests(lab, machines, "bullseye");

[Trait("Needs", "Machines")]
public sealed class TrixieTests(LabFixture lab, MachineFixture machines) : MachineMatrixTests(lab, machines, "trixie");

/// <summary>With what depends on no release.</summary>
[Trait("Needs", "Machines")]
public sealed class BookwormTests(LabFixture lab, MachineFixture machines) : MachineMatrixTests(lab, machines, MachineFixture.DefaultRelease)
{
    [Fact]
    public void EveryRelease_HasItsClass() =>
        Assert.Equal(
            MachineTree.Releases.Select(release => $"{release}Tests").Order(StringComparer.OrdinalIgnoreCase),
            typeof(MachineMatrixTests).Assembly.GetTypes().Where(type => type.BaseType == typeof(MachineMatrixTests)).Select(type => type.Name).Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("mount --bind /etc /etc && mount -o remount,bind,ro /etc")]
    [InlineData("""
        set -e
        mkdir /var/small && mount -t tmpfs -o size=2m tmpfs /var/small
        cp -a /etc/apache2/. /var/small/
        mount --bind /var/small /etc/apache2
        ! cat /dev/zero >/etc/apache2/full 2>/dev/null
        """)]
    public async Task EtcCannotBeWritten_NothingChanges_APersonIsCalled(string arrange)
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Reboot, arrange);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome is { Phase: IncidentPhase.Escalated, RebootCount: 0, ConfigurationIsUntouched: true, Mechanism: "sysvsem" }, Told(result));
    }

    [Theory]
    [InlineData("shutdown-inhibited", "systemd-run --quiet systemd-inhibit --what=shutdown --mode=block sleep 3600; until systemd-inhibit --list --no-legend | grep -q sleep; do sleep 0.1; done")]
    [InlineData("unit-masked", "systemctl mask apache2.service")]
    public async Task WhatSpeaksAgainstAReboot_NothingChanges_APersonIsCalled(string reason, string arrange)
    {
        await using Rehearsal rehearsal = await PrepareAsync(RecoveryKind.Reboot, arrange);
        RehearsalResult result = await rehearsal.RunAsync(TestContext.Current.CancellationToken);

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(outcome is { Phase: IncidentPhase.Escalated, RebootCount: 0, ConfigurationIsUntouched: true } && outcome.ReasonCode == reason, Told(result));
    }
}
