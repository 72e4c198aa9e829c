using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The change beside what administrators and their tools have written before it: it wins, it loses none of it, and it is labelled as its folder asks.</summary>
public sealed class WhatIsThereTests(LabFixture lab)
{
    private const string OwnFile = "/etc/apache2/conf-available/mutex-file.conf";

    [Fact]
    public async Task LaterLine_IsSeenBefore_TheEndOfTheConfigurationWins_AndTheSiteIsBack()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("sed -i '1i Mutex sysvsem default' /etc/apache2/sites-available/incident.conf");
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Plan plan = Diagnoser.Diagnose(ordered, ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable).Plan!;
        Assert.Equal((Remedy.Append, "/etc/apache2/apache2.conf"), (plan.Remedy, plan.FixFile));

        Evidence after = await ChangeAsync(instance, ordered, plan.Remedy.Word());

        RecoveryVerification verification = RecoveryVerification.Verify(ordered, after, RecoveryKind.Restart, []);
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet));
    }

    [Fact]
    public async Task FileOfTheSameName_KeepsItsText_AndComesBackByteForByte()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"printf '# ours\\nMutex pthread watchdog-callback' >{OwnFile}; chmod 660 {OwnFile}; chown 1500 {OwnFile}; touch -d '1 hour ago' {OwnFile}");
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        Evidence after = await ChangeAsync(instance, await ChangingStep.InspectAsync(instance), "conf-available");
        Assert.Equal("# ours\nMutex pthread watchdog-callback\nMutex file:${APACHE_LOCK_DIR} default", await instance.ReadAsync($"cat {OwnFile}"));
        Assert.Equal("660 1500", await instance.ReadAsync($"stat -c '%a %u' {OwnFile}"));

        // By hand, from a folder in which something has the name of the remedy.
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", after, around: script => "cd /etc/apache2\n" + script);
        Assert.True(result is { Status: "restored" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    [Fact]
    public async Task CommentedLineWithCarriageReturn_KeepsIt()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("sed -i 's/^#Mutex file:.*/&\\r/' /etc/apache2/apache2.conf");

        await ChangeAsync(instance, await ChangingStep.InspectAsync(instance), "uncomment");

        Assert.Equal("1", await instance.ReadAsync("grep -c \"^Mutex file:\\${APACHE_LOCK_DIR} default$(printf '\\r')\\$\" /etc/apache2/apache2.conf"));
    }

    [Fact]
    public async Task FileThatAToolWrites_IsInTheEvidence()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("sed -i '1i # This file is managed by Puppet. DO NOT EDIT.' /etc/apache2/apache2.conf");

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.Equal("/etc/apache2/apache2.conf:1:# This file is managed by Puppet. DO NOT EDIT.", Assert.Single(evidence.ManagedBy));
    }

    /// <summary>There is no SELinux here: its file system and its tool are played, and only that the tool is asked for each new file is shown.</summary>
    [Fact]
    public async Task WhereSeLinuxIsOn_EachNewFileIsLabelled()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"printf '# ours\\n' >{OwnFile}; a2enconf -q mutex-file"); // the link that is there already is not touched
        await instance.ReadAsync("""
            mount -t tmpfs t /sys/fs; mkdir /sys/fs/selinux; echo 1 >/sys/fs/selinux/enforce
            printf '#!/bin/sh\necho "$@" >>/root/labelled\n' >/usr/sbin/restorecon; chmod 755 /usr/sbin/restorecon
            """);

        Evidence after = await ChangeAsync(instance, await ChangingStep.InspectAsync(instance), "conf-available");
        Assert.Equal(OwnFile, await instance.ReadAsync("cat /root/labelled"));

        Assert.True((await ChangingStep.RunAsync(instance, "restore", after)).Result is { Status: "restored" });
        Assert.Equal($"{OwnFile}\n{OwnFile}", await instance.ReadAsync("cat /root/labelled"));
    }

    /// <summary>Whoever starts the step may let everybody write what it makes, also for a moment, name folders of other programs, and want listings of another form.</summary>
    [Fact]
    public async Task NewFile_IsRootsToWriteAlone_WhateverTheEnvironmentIs()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("""
            mkdir /srv/bin; printf '#!/bin/sh\ntouch /run/was-called\nexec "/usr/bin/${0##*/}" "$@"\n' >/srv/bin/awk; chmod 755 /srv/bin/awk
            for name in find grep sort stat; do cp /srv/bin/awk /srv/bin/$name; done
            """);
        await ChangingStep.WrapAsync(instance, "/usr/bin/mkdir", "/usr/bin/mkdir.real \"$@\"; status=$?; /usr/bin/stat -c %a /run/mutex-responder /var/lib/mutex-responder >>/run/modes 2>/dev/null; exit $status");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(
            instance, "apply", ordered, around: script => "umask 0; PATH=/srv/bin:$PATH TIME_STYLE=long-iso QUOTING_STYLE=c BLOCK_SIZE=1K; export PATH TIME_STYLE QUOTING_STYLE BLOCK_SIZE\n" + script);

        Assert.True(result is { Status: "changed" }, run.ToString());
        Assert.Equal("700", await instance.ReadAsync("[ ! -e /run/was-called ] && sort -u /run/modes"));
        Assert.Equal("644 root", await instance.ReadAsync($"stat -c '%a %U' {OwnFile}"));
    }

    /// <summary>Who works on the machine, and what the site's visitors ask for, is nobody's business.</summary>
    [Fact]
    public async Task NamesOfPersons_AreInNoEvidence()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            sed -i 's/^\(testuser:[^:]*:[^:]*:[^:]*:\)[^:]*/\1Jane Doe/' /etc/passwd; getent passwd testuser | grep -q Jane
            for user in jane testuser; do echo "Nov 26 10:00:00 web systemd-logind[1]: New session 7 of user $user."; done >>/var/log/auth.log
            echo '[Thu Nov 26 10:00:00 2026] [core:error] [client 192.0.2.1] /orders?name=jane' >>/var/log/apache2/error.log
            """);

        string evidence = await ChangingStep.EvidenceTextAsync(instance);

        Assert.Contains("of user testuser.", evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", evidence, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Any user writes to syslog under logind's name. The journal knows who wrote: where there is one, no file is a source.</summary>
    [Theory]
    [InlineData("/run/log/journal")]
    [InlineData("/var/log/journal")]
    public async Task SessionsInAFile_WhereThereIsAJournal_AreNone(string journal)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"echo 'Nov 26 10:00:00 web systemd-logind[1]: New session 7 of user testuser.' >>/var/log/auth.log; mkdir -p {journal}");

        string evidence = await ChangingStep.EvidenceTextAsync(instance);

        Assert.Contains("[logins source=none]", evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("of user testuser.", evidence, StringComparison.Ordinal);

        // A journal by the manual, of one line of logind's beside one that a user wrote: whoever wants the last ones, in seconds and by the kernel's fields, is given them so.
        await ChangingStep.WrapAsync(instance, "$(command -v journalctl)", """
            time='Nov 26 10:00:00' forged='web systemd-logind[1]: Removed session 13.' first='web systemd-logind[1]: Removed session 11.'
            case " $* " in *' -o short-unix '*) time=1795688000.000000 ;; esac
            case " $* " in *' -n 4000 '*) first= ;; esac
            case " $* " in *' _SYSTEMD_UNIT=systemd-logind.service + _PID=1 ') forged= ;; esac
            for line in "$first" "$forged" 'web systemd-logind[1]: Removed session 12.'; do [ -z "$line" ] || echo "$time $line"; done; exit
            """);
        Assert.Equal(["1795688000.000000 web systemd-logind[1]: Removed session 12."], (await ChangingStep.InspectAsync(instance)).SessionEnds);
    }

    [Fact]
    public async Task LogThatIsNoFile_WasNotRead()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("rm /var/log/apache2/error.log");

        Assert.False((await ChangingStep.InspectAsync(instance)).ErrorLogWasRead);
    }

    /// <summary>An administrator hides the distribution's setting by a file of its name. Of the others the last one counts, by the names of their files and the numbers of their lines.</summary>
    [Fact]
    public async Task SettingOfLogindsThatAnotherFileHides_IsNone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            for folder in /etc /usr/lib; do mkdir -p $folder/systemd/logind.conf.d; done
            ln -s /dev/null /etc/systemd/logind.conf.d/ipc.conf; printf '[Login]\nRemoveIPC=no\n' >/usr/lib/systemd/logind.conf.d/ipc.conf
            printf '[Login]\nRemoveIPC=yes\n' >/usr/lib/systemd/logind.conf.d/10.conf
            printf '[Login]\n\n\n\n\n\nRemoveIPC=yes\nRemoveIPC=no\n[Other]\nRemoveIPC=yes\n' >/etc/systemd/logind.conf.d/50.conf
            """);
        await ChangingStep.WrapAsync(instance, "$(command -v busctl)", "exit 1");

        string evidence = await ChangingStep.EvidenceTextAsync(instance);

        Assert.DoesNotContain("/usr/lib/systemd/logind.conf.d/ipc.conf", evidence, StringComparison.Ordinal);
        Assert.Contains("|effective=no\n|source=config\n", evidence, StringComparison.Ordinal);
    }

    /// <summary>A folder of mutexes is gone at the next boot where it lies in memory and nothing makes it anew.</summary>
    [Fact]
    public async Task FolderOfMutexes_IsToldOf_WhereNothingMakesItAtTheBoot()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mkdir /run/ours /run/units /srv/ours /srv/mounted; mount -t tmpfs none /srv/mounted; printf 'd /run/ours-too 0755 root root\\nz /run/ours 0755 root root\\n' >/etc/tmpfiles.d/ours.conf");
        await ChangingStep.WrapAsync(instance, "$(command -v systemctl)", "case $* in *RuntimeDirectory*) echo RuntimeDirectory=units; exit ;; esac");

        await AssertGoneAsync("/run/ours", "/run/ours");
        await AssertGoneAsync("${APACHE_LOCK_DIR}");
        await AssertGoneAsync("/srv/ours");
        await AssertGoneAsync("/srv/mounted");
        await AssertGoneAsync("/run/units");
        await instance.ReadAsync("echo 'd /run/ours 0755 root root' >/etc/tmpfiles.d/ours.conf");
        await AssertGoneAsync("/run/ours");

        async Task AssertGoneAsync(string folder, params string[] gone)
        {
            await instance.ReadAsync($"echo 'Mutex file:{folder} default' >/etc/apache2/conf-enabled/mutex.conf");
            Assert.Equal(gone, (await ChangingStep.InspectAsync(instance)).LockDirectoriesGoneAtBoot);
        }
    }

    private static async Task<Evidence> ChangeAsync(LabInstance instance, Evidence ordered, string remedy)
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, remedy);
        Assert.True(result is { Status: "changed" }, run.ToString());
        (result, run) = await ChangingStep.RunAsync(instance, "recover", ordered);
        Assert.True(result is { Status: "recovered" }, run.ToString());
        return await ChangingStep.InspectAsync(instance);
    }
}
