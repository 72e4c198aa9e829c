using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals.Load;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The change of a site that serves, with real clients on it: none of them loses anything, and what speaks against a reload is found before.</summary>
public sealed class ReloadStepTests(LabFixture lab)
{
    private const int Requests = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Mpm.Prefork)]
    [InlineData(Mpm.Worker)]
    public async Task UnderLoad_TheMutexMoves_NoRequestIsLost_AndTheLogoutFindsNothing(Mpm mpm)
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec { Mpm = mpm }, Token);
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);
        Evidence before = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");
        await load.AwaitDownloadsAsync(Token);
        LogoutResult logout = await instance.LogoutAsync(Token);
        await load.AwaitAsync(Requests, Token);
        LoadCounts counts = await load.StopAsync();
        Evidence after = await ChangingStep.InspectAsync(instance);

        TestContext.Current.SendDiagnosticMessage($"{mpm}: {counts}");
        Assert.True(counts.LostCount == 0, counts.ToString());
        AssertVerified(RecoveryVerification.Verify(before, after, RecoveryKind.Reload, []));
        Assert.Equal(before.ParentIdentity, after.ParentIdentity);
        Assert.True(before.ApacheSemaphores is { Length: > 0 } && after.ApacheSemaphores is { IsEmpty: true });
        Assert.Empty(logout.RemovedSemaphores);
        await AssertStepAsync(instance, "recover", before, "recovered", "already-reloaded");
    }

    [Fact]
    public async Task WithoutIt_TheSameLogoutTakesTheSiteDown()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);

        await instance.BreakAsync();
        await InstanceAssertions.SeenAsync(() => load.Counts.LostCount, lost => lost > Requests);

        Assert.NotEqual(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task TakenBackUnderLoad_ByteForByte_AndNoRequestIsLost()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        ConfigurationState untouched = await ConfigurationState.ReadAsync(instance);
        Evidence before = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");
        Evidence changed = await ChangingStep.InspectAsync(instance);
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);
        // The folder of the mutexes may be Apache's user's: no name that he takes there keeps anybody from anything.
        await instance.ReadAsync("mkdir /var/lock/apache2/.mutex-responder");

        await AssertStepAsync(instance, "restore", changed, "restored");
        await AssertStepAsync(instance, "recover", changed, "recovered", "reload");
        await load.AwaitDownloadsAsync(Token);
        LoadCounts counts = await load.StopAsync();
        Evidence after = await ChangingStep.InspectAsync(instance);

        Assert.True(counts.LostCount == 0, counts.ToString());
        Assert.Equal(untouched.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        AssertVerified(RecoveryVerification.VerifyRollback(changed, after, RecoveryKind.Reload, before.ConfigHash, []));
        Assert.Equal(before.ParentIdentity, after.ParentIdentity);
        Assert.True(after.ApacheSemaphores is { Length: > 0 });
    }

    [Theory]
    [InlineData("server-replaced", "cp -p /usr/sbin/apache2 /usr/sbin/apache2.new; mv /usr/sbin/apache2.new /usr/sbin/apache2")]
    [InlineData("server-replaced", "cp -p /usr/lib/apache2/modules/mod_mime.so /usr/lib/apache2/modules/m.new; mv /usr/lib/apache2/modules/m.new /usr/lib/apache2/modules/mod_mime.so")]
    [InlineData("environment-differs", "echo 'export APACHE_LOG_DIR=/var/log/elsewhere' >>/etc/apache2/envvars; mkdir /var/log/elsewhere; touch -d '1 hour ago' /etc/apache2/envvars")]
    [InlineData("lock-directory-not-writable", "mount -t tmpfs -o ro none /var/lock/apache2")]
    [InlineData("changes-pending", "sleep 2; echo '# half an edit' >>/etc/apache2/ports.conf")]
    [InlineData("changes-pending", "sleep 2; rm /etc/apache2/mods-enabled/env.load")]
    [InlineData("changes-pending", "sleep 2; echo '# unpacked' >>/etc/apache2/ports.conf; touch -d '1 day ago' /etc/apache2/ports.conf")]
    public async Task WhatSpeaksAgainstAReload_IsNamed_AndNothingIsChanged(string reason, string cause)
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await instance.ReadAsync(cause);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        await AssertStepAsync(instance, "apply", ordered, "refused", reason);

        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
    }

    /// <summary>Elsewhere than on Debian: what the RHEL family links to from the configuration, its logs for one, is no change of it.</summary>
    [Theory]
    [InlineData("rhel", "/run/httpd/httpd.pid", "conf-d")]
    [InlineData("local", "/usr/local/apache2/logs/httpd.pid", "append")]
    public async Task Layout_IsReloaded(string layout, string pidFile, string remedy)
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", $"{layout}.sh"), Token));
        await instance.WaitUntilAsync($"[ -s {pidFile} ] && curl -s -o /dev/null http://127.0.0.1:8080/");
        await instance.ReadAsync("sleep 2; curl -s -o /dev/null http://127.0.0.1:8080/nowhere; echo 'a line of somebody' >>$(ls /var/log/httpd/error_log /usr/local/apache2/logs/error_log 2>/dev/null)");
        Evidence before = await ChangingStep.InspectAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", before, remedy, recovery: "reload");
        Assert.True(result is { Status: "changed" }, run.ToString());
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");

        AssertVerified(RecoveryVerification.Verify(before, await ChangingStep.InspectAsync(instance), RecoveryKind.Reload, []));
    }

    [Fact]
    public async Task SiteThatIsDown_IsNotReloaded()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "apply", ordered, "refused", "no-parent");
        await AssertStepAsync(instance, "recover", ordered, "refused", "no-parent");
    }

    [Fact]
    public async Task ConfigurationBrokenMeanwhile_IsNotLoaded()
    {
        await using LabHost host = await lab.StartHostAsync();
        LabInstance instance = await host.CreateInstanceAsync(new ApacheSpec(), Token);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", ordered, "changed");
        await instance.ReadAsync("echo NoSuchDirective >>/etc/apache2/ports.conf");

        await AssertStepAsync(instance, "recover", ordered, "refused", "config-broken");

        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.Equal(ordered.ParentIdentity, after.ParentIdentity);
        Assert.True(after.SiteAnswers);
    }

    private static async Task AssertStepAsync(LabInstance instance, string step, Evidence ordered, string status, string? reason = null)
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, recovery: "reload");
        Assert.True(result?.Status == status && (reason is null || result.Reason == reason), run.ToString());
    }

    private static void AssertVerified(RecoveryVerification verification) =>
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet.Select(check => $"{check.Kind}: {check.Passed} {check.Seen}")));
}
