using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The change of a site that serves: what speaks against a reload is found before it.</summary>
public sealed class ReloadStepTests(LabFixture lab)
{
    /// <summary>A site's log in a folder of its user's, as on a shared host.</summary>
    private const string UsersLog = "mkdir -p /home/mallory/eve/logs; chown 7777 /home/mallory /home/mallory/eve /home/mallory/eve/logs; echo 'CustomLog /home/mallory/eve/logs/error.log common' >/etc/apache2/conf-enabled/shop.conf; systemctl restart apache2";

    /// <summary>A key outside the configuration's folder, named through a link, and written anew in place.</summary>
    private const string RenewedKey = "mkdir -p /etc/ours/live; echo old >/etc/ours/1.pem; ln -s ../1.pem /etc/ours/live/key.pem; printf '<IfModule ssl_module>\\n\\tsslCertificateKeyFile \"/etc/ours/live/key.pem\"\\n</IfModule>\\n' >/etc/apache2/conf-enabled/key.conf; systemctl restart apache2; sleep 2; echo new >/etc/ours/1.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is pending is our own change: something came between the steps.</summary>
    [Fact]
    public async Task ChangeThatWasNeverLoaded_IsTakenBack()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo 'CustomLog \"|/nowhere/logger\" common' >/etc/apache2/conf-available/not-enabled.conf; systemctl restart apache2; sleep 2");
        ConfigurationState untouched = await ConfigurationState.ReadAsync(instance);
        await AssertStepAsync(instance, "apply", await ChangingStep.InspectAsync(instance), "changed");
        Evidence changed = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "restore", changed, "restored");

        Assert.Equal(untouched.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        await AssertStepAsync(instance, "recover", changed, "recovered", "reload");
    }

    [Theory]
    [InlineData("package-manager-at-work", OutlivedOrderTests.HoldPackagesLock)]
    [InlineData("server-replaced", "cp -p /usr/sbin/apache2 /usr/sbin/apache2.new; mv /usr/sbin/apache2.new /usr/sbin/apache2")]
    [InlineData("server-replaced", "cp -p /usr/lib/apache2/modules/mod_mime.so /usr/lib/apache2/modules/m.new; mv /usr/lib/apache2/modules/m.new /usr/lib/apache2/modules/mod_mime.so")]
    [InlineData("environment-differs", "echo 'export APACHE_LOG_DIR=/var/log/apache2-elsewhere' >>/etc/apache2/envvars; mkdir /var/log/apache2-elsewhere; touch -d '1 hour ago' /etc/apache2/envvars")]
    [InlineData("log-directory-missing", "a2enmod -q log_forensic; mkdir /var/log/shop; echo 'ForensicLog /var/log/shop/forensic.log' >/etc/apache2/conf-enabled/shop.conf; systemctl restart apache2; sleep 2; rm -r /var/log/shop")]
    [InlineData("program-missing", "cp /bin/cat /usr/local/bin/logger-of-ours; echo 'CustomLog \"|/usr/local/bin/logger-of-ours -u\" common' >/etc/apache2/conf-available/piped.conf; a2enconf -q piped; systemctl restart apache2; sleep 2; rm /usr/local/bin/logger-of-ours")]
    [InlineData("folder-of-another-user", UsersLog)]
    [InlineData("folder-of-another-user", UsersLog + "; rm /home/mallory/eve/logs/error.log; mkfifo /home/mallory/eve/logs/error.log")]
    [InlineData("folder-of-another-user", "mkdir -m 777 /srv/logs; echo 'CustomLog /srv/logs/shop/a.log common' >/etc/apache2/conf-enabled/shop.conf; mkdir /srv/logs/shop; systemctl restart apache2")]
    [InlineData("folder-of-another-user", "chown 7777 /var/lock/apache2/")]
    [InlineData("folder-of-another-user", "mv /var/lock/apache2 /var/lock/old; ln -s old /var/lock/apache2")]
    [InlineData("lock-directory-not-writable", "mount -t tmpfs -o ro none /var/lock/apache2")]
    [InlineData("program-missing", "cp /usr/bin/find /usr/bin/find.real; printf '#!/bin/sh\\ncase \"$*\" in *-available*) trap \"\" TERM; exec sleep 600 ;; esac\\nexec find.real \"$@\"\\n' >/usr/bin/find.new; chmod 755 /usr/bin/find.new; mv /usr/bin/find.new /usr/bin/find")] // not read whole
    [InlineData("changes-pending", "sleep 2; echo '# half an edit' >>/etc/apache2/ports.conf")]
    [InlineData("changes-pending", "sleep 2; rm /etc/apache2/mods-enabled/env.load")]
    [InlineData("changes-pending", RenewedKey)]
    [InlineData("changes-pending", "sleep 2; echo '# unpacked' >>/etc/apache2/ports.conf; touch -d '1 day ago' /etc/apache2/ports.conf")]
    public async Task WhatSpeaksAgainstAReload_IsNamed_AndNothingIsChanged(string reason, string cause)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(cause);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        await AssertStepAsync(instance, "apply", ordered, "refused", reason);

        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(ordered.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
    }

    /// <summary>What is not what it looks like: a directory can be entered, which is no program's right to run, arrays have the time that their user gave them, and a pid file that of a link to it.</summary>
    [Theory]
    [InlineData("program-missing", "ln -s ../mods-available/rewrite.load /etc/apache2/mods-enabled/; cp /bin/cat /usr/local/bin/map; printf 'RewriteEngine On\\nRewriteMap m \"prg:/usr/local/bin/map\"\\n' >/etc/apache2/conf-enabled/map.conf; systemctl restart apache2; sleep 2; rm /usr/local/bin/map; mkdir /usr/local/bin/map")]
    [InlineData("changes-pending", "sleep 2; echo '# half an edit' >>/etc/apache2/ports.conf; ln /var/run/apache2/apache2.pid /var/run/apache2/linked; " + ChangingStep.DateArraysAnew)]
    public async Task WhatLooksRight_IsNamedAllTheSame(string reason, string cause)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(cause);

        await AssertStepAsync(instance, "apply", await ChangingStep.InspectAsync(instance), "refused", reason);
    }

    /// <summary>Apache's own group, though it is one of the system's, is any script's of the site; another one of the system's is let be.</summary>
    [Fact]
    public async Task FolderOfLogs_ThatAUsersOrApachesGroupMayChange_IsNamed()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo 'Group daemon' >/etc/apache2/conf-enabled/group.conf; systemctl restart apache2; chmod g+w /var/log/apache2");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        foreach (string group in new[] { "7777", "daemon" })
        {
            await instance.ReadAsync($"chgrp {group} /var/log/apache2");
            await AssertStepAsync(instance, "apply", ordered, "refused", "folder-of-another-user");
        }

        await instance.ReadAsync("chgrp adm /var/log/apache2");
        await AssertStepAsync(instance, "apply", ordered, "changed");
    }

    /// <summary>A user who waits for the change acts between the steps.</summary>
    [Fact]
    public async Task FolderThatBecameAUsersBetweenTheSteps_TheServerIsLeftAlone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence before = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", before, "changed");
        await instance.ReadAsync("chown 7777 /var/log/apache2; mv /var/log/apache2/access.log /var/log/apache2/old; mkdir /var/log/apache2/access.log");

        await AssertStepAsync(instance, "recover", before, "refused", "folder-of-another-user");

        Assert.Equal(before.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>Elsewhere than on Debian: what the RHEL family links to from the configuration, its logs for one, is no change of it.</summary>
    [Theory]
    [InlineData("rhel", "/run/httpd/httpd.pid", "conf-d")]
    [InlineData("local", "/usr/local/apache2/logs/httpd.pid", "append")]
    public async Task Layout_IsReloaded(string layout, string pidFile, string remedy)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", $"{layout}.sh"), Token));
        await instance.WaitUntilAsync($"[ -s {pidFile} ] && curl -s -o /dev/null http://127.0.0.1:8080/");
        await instance.ReadAsync("sleep 2; curl -s -o /dev/null http://127.0.0.1:8080/nowhere; echo 'a line of somebody' >>$(ls /var/log/httpd/error_log /usr/local/apache2/logs/error_log 2>/dev/null)");
        Evidence before = await ChangingStep.InspectAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", before, remedy, recovery: "reload");
        Assert.True(result is { Status: "changed" }, run.ToString());
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");

        AssertVerified(RecoveryVerification.Verify(before, await ChangingStep.InspectAsync(instance), RecoveryKind.Reload, []));
        // An upgrade takes the server's file away: it is the server all the same.
        await instance.ReadAsync($"server=$(readlink /proc/$(cat {pidFile})/exe); cp -p $server $server.new; mv $server.new $server");
        Assert.Equal(before.ParentIdentity, (await ChangingStep.InspectAsync(instance)).ParentIdentity);
    }

    [Fact]
    public async Task SiteThatIsDown_IsNotReloaded()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "apply", ordered, "refused", "no-parent");
        await AssertStepAsync(instance, "recover", ordered, "refused", "no-parent");
    }

    [Fact]
    public async Task ConfigurationBrokenMeanwhile_IsNotLoaded()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", ordered, "changed");
        await instance.ReadAsync("echo NoSuchDirective >>/etc/apache2/ports.conf");

        await AssertStepAsync(instance, "recover", ordered, "refused", "config-broken");

        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.Equal(ordered.ParentIdentity, after.ParentIdentity);
        Assert.True(after.SiteAnswers);
    }

    internal static async Task AssertStepAsync(LabInstance instance, string step, Evidence ordered, string status, string? reason = null)
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, recovery: "reload");
        Assert.True(result?.Status == status && (reason is null || result.Reason == reason), run.ToString());
    }

    internal static void AssertVerified(RecoveryVerification verification) =>
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet.Select(check => $"{check.Kind}: {check.Passed} {check.Seen}")));
}
