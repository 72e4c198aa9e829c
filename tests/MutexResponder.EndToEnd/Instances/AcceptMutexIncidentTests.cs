using System.Text.RegularExpressions;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class AcceptMutexIncidentTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Site_BeforeTheLogout_AnswersOnBothPortsWithTheInstancesOwnPage()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        foreach (int port in instance.Apache.ListenPorts)
        {
            ProbeResult answer = await instance.ProbeAsync(port);
            Assert.Equal(200, answer.Status);
            Assert.Contains(instance.HostName, answer.Body, StringComparison.Ordinal);
        }

        Assert.Contains("mechanism=sysvsem", await instance.ReadRunConfigurationAsync(Token), StringComparison.Ordinal);
        Assert.Matches(@"0x00000000 \d+ +testuser +600 +1 ", await instance.ReadIpcsAsync(Token));
        Assert.Equal(
            "Mutex sysvsem default\n#Mutex file:${APACHE_LOCK_DIR} default",
            await instance.ReadAsync("grep -B1 '^#Mutex file:' /etc/apache2/apache2.conf"));
    }

    [Fact]
    public async Task Logout_OfAPersonWhoRunsApache_EndsTheSiteAndLeavesAnOrphan()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        using ErrorLogFollower log = instance.FollowErrorLog();

        LogoutResult logout = await instance.LogoutAsync(Token);

        Assert.Single(logout.RemovedSemaphores);
        Assert.Null(logout.KeptBecause);
        Assert.Matches(@"^\[.*\] \[mpm_prefork:emerg\] \[pid \d+(:tid \d+)?\] \((43|22)\).*: AH00144: couldn't grab the accept mutex$", await log.FirstLineAsync("AH00144"));
        await instance.WaitUntilAsync("! kill -0 $(cat /var/run/apache2/apache2.pid) 2>/dev/null");

        // One child was waiting in accept(2), not for the mutex: pid 1 has inherited it, and with it the ports.
        // The others may outlive the parent by a moment.
        await instance.WaitUntilAsync("[ $(ps -o pid= -C apache2 | wc -l) -le 1 ]");
        Assert.Equal("1 apache2", await instance.ReadAsync("ps -o ppid=,comm= -C apache2 | awk '{print $1, $2}'"));
        Assert.Equal("active", await instance.ReadAsync("systemctl is-active apache2"));
        Assert.Equal(2, (await instance.ReadAsync("systemctl restart apache2; test $? -ne 0 && ss -Hltn")).Split('\n').Length);

        Assert.Equal(ProbeFailure.NoAnswer, (await instance.ProbeAsync(80)).Failure);
        await instance.WaitUntilAsync("! ps -C apache2 >/dev/null");
        Assert.Equal(ProbeFailure.ConnectionRefused, (await instance.ProbeAsync(8080)).Failure);
    }

    [Fact]
    public async Task Logout_Always_LeavesTheSessionLinesOfLogind()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        await instance.LogoutAsync(Token, session: 17);

        string[] lines = (await instance.ReadAsync("cat /var/log/auth.log")).Split('\n');
        string start = @"^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d " + Regex.Escape(instance.HostName) + @" systemd-logind\[77\]: ";
        Assert.Collection(
            lines,
            line => Assert.Matches(start + @"New session 17 of user testuser\.$", line),
            line => Assert.Matches(start + @"Session 17 logged out\. Waiting for processes to exit\.$", line),
            line => Assert.Matches(start + @"Removed session 17\.$", line));
    }

    [Theory]
    [InlineData("RemoveIPC=no", "printf '[Login]\\nRemoveIPC=no\\n' >/etc/systemd/logind.conf")]
    [InlineData("RemoveIPC=no", "mkdir /etc/systemd/logind.conf.d; printf '[Login]\\nRemoveIPC=off\\n' >/etc/systemd/logind.conf.d/10-keep.conf")]
    [InlineData("linger", "mkdir -p /var/lib/systemd/linger; : >/var/lib/systemd/linger/testuser")]
    public async Task Logout_WhereLogindIsToldToKeep_RemovesNothing(string reason, string setting)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(setting);

        await AssertSurvivesLogoutAsync(instance, reason);
    }

    [Fact]
    public async Task Logout_OfASystemUser_RemovesNothing()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { RunUser = "www-data", RunUserId = 33 });

        await AssertSurvivesLogoutAsync(instance, "system-user");
    }

    [Theory]
    [InlineData(Mpm.Prefork, null, new[] { 80, 8080 })]
    [InlineData(Mpm.Prefork, "Mutex file:/var/lock/apache2 default", new[] { 80, 8080 })]
    [InlineData(Mpm.Prefork, "Mutex sysvsem default", new[] { 80 })]
    [InlineData(Mpm.Event, "Mutex sysvsem default", new[] { 80, 8080 })]
    public async Task Logout_WhereApacheHasNoSemaphore_RemovesNothing(Mpm mpm, string? directive, int[] ports)
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { Mpm = mpm, MutexDirective = directive, ListenPorts = ports });

        LogoutResult logout = await instance.LogoutAsync(Token);

        Assert.Empty(logout.RemovedSemaphores);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task Logout_UnderWorker_LeavesAParentThatRespawnsForEver()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { Mpm = Mpm.Worker });
        string parent = await instance.ReadAsync("cat /var/run/apache2/apache2.pid");
        using ErrorLogFollower log = instance.FollowErrorLog();

        await instance.LogoutAsync(Token);

        Assert.Contains("mpm_worker:emerg", await log.FirstLineAsync("AH0027"), StringComparison.Ordinal);
        await instance.ReadAsync($"kill -0 {parent}");
    }

    [Fact]
    public async Task Logout_WithKillModeControlGroup_FailsTheUnitAndLeavesNoOrphan()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { UnitKillMode = UnitKillMode.ControlGroup });

        await instance.BreakAsync();

        await instance.WaitUntilAsync("! ps -C apache2 >/dev/null");
        Assert.Equal("failed", await instance.ReadAsync("systemctl is-active apache2 || :"));
        Assert.Equal(ProbeFailure.ConnectionRefused, (await instance.ProbeAsync(80)).Failure);
        await instance.ReadAsync("systemctl start apache2");
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    private static async Task AssertSurvivesLogoutAsync(LabInstance instance, string reason)
    {
        string before = await instance.ReadIpcsAsync(Token);
        LogoutResult logout = await instance.LogoutAsync(Token);

        Assert.Empty(logout.RemovedSemaphores);
        Assert.Equal(reason, logout.KeptBecause);
        Assert.Contains(instance.Apache.RunUser, before, StringComparison.Ordinal);
        Assert.Equal(before, await instance.ReadIpcsAsync(Token));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }
}
