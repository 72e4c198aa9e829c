using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The hash by which an order knows its configuration, where a part of that stands in a folder of another user's.</summary>
public sealed class ConfigurationHashTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FolderOfAnotherUsers_IsCovered_WhateverHePutsThere()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            mkdir /home/mallory/sites /home/mallory/far; echo '# one' >/home/mallory/sites/one.conf; echo '# far' >/home/mallory/far/two.conf
            ln -s /home/mallory/sites /etc/apache2/mallory
            """);
        ConfigHash? first = (await ChangingStep.InspectAsync(instance)).ConfigHash;

        // What never ends: a link to itself, to everything, a pipe that nobody writes to, more text than there is time to read.
        await instance.ReadAsync("cd /home/mallory/sites; ln -s . loop; ln -s / all; mkfifo pipe; truncate -s 500G large; touch -d @0 large; ln -s ../far/two.conf two.conf");
        ConfigHash? second = (await ChangingStep.InspectAsync(instance)).ConfigHash;
        ConfigHash? same = (await ChangingStep.InspectAsync(instance)).ConfigHash;
        await instance.ReadAsync("printf x | dd of=/home/mallory/sites/large seek=1000 conv=notrunc 2>/dev/null; touch -d @0 /home/mallory/sites/large");
        ConfigHash? third = (await ChangingStep.InspectAsync(instance)).ConfigHash;
        await instance.ReadAsync("echo '# fax' >/home/mallory/far/two.conf; touch -d '1 year ago' /home/mallory/far/two.conf");
        ConfigHash? fourth = (await ChangingStep.InspectAsync(instance)).ConfigHash;

        Assert.Equal(second, same);
        ConfigHash?[] all = [first, second, third, fourth];
        Assert.All(all, hash => Assert.NotNull(hash));
        Assert.Equal(4, all.Distinct().Count());
    }

    /// <summary>A link there leads to a text of two lines, of which one says that a file is there that is not.</summary>
    [Fact]
    public async Task LineBreakInALinksTarget_ForgesNoLine()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            mkdir /home/mallory/sites; cd /home/mallory/sites; ln -s /home/mallory/sites /etc/apache2/mallory
            echo '# one' >one.conf; ln -s "$(printf 'x\n%s  ./mallory/two.conf' "$(echo '# two' | sha256sum | cut -d' ' -f1)")" link
            """);
        ConfigHash? first = (await ChangingStep.InspectAsync(instance)).ConfigHash;
        await instance.ReadAsync("""
            cd /home/mallory/sites; rm one.conf link
            echo '# two' >two.conf; ln -s "$(printf 'x\n%s  ./mallory/one.conf' "$(echo '# one' | sha256sum | cut -d' ' -f1)")" link
            """);

        Assert.NotNull(first);
        Assert.NotEqual(first, (await ChangingStep.InspectAsync(instance)).ConfigHash);
    }

    [Theory]
    [InlineData("reboot", "echo '# somebody is at it' >>/etc/apache2/ports.conf")]
    [InlineData("restart", "echo '# somebody is at it' >>/etc/apache2/ports.conf")]
    [InlineData("reload", "echo '# somebody is at it' >>/etc/apache2/ports.conf")]
    [InlineData("restart", "rm -f /etc/apache2/conf-enabled/mutex-file.conf")]
    public async Task ChangedBetweenTheChangeAndTheRecovery_TheServerIsLeftAlone(string recovery, string meanwhile)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: recovery);
        Assert.True(result is { Status: "changed" }, run.ToString());
        await instance.ReadAsync(meanwhile);

        foreach (string step in new[] { "apply", "recover" })
        {
            (result, run) = await ChangingStep.RunAsync(instance, step, ordered, recovery: recovery);
            Assert.True(result is { Status: "refused", Reason: "stale-config" }, run.ToString());
        }

        Assert.Equal(ordered.ExpectedParent, (await ChangingStep.InspectAsync(instance)).ExpectedParent);
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>What is on disk is of another order than this one, which is about a configuration that is no more.</summary>
    [Fact]
    public async Task ChangeOfAnotherOrder_IsNotLoadedByThisOne()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance));
        Assert.True(result is { Status: "changed" }, run.ToString());
        Evidence applied = await ChangingStep.InspectAsync(instance);

        (result, run) = await ChangingStep.RunAsync(instance, "recover", applied with { ConfigHash = ChangingStep.HashOfAnother });

        Assert.True(result is { Status: "refused", Reason: "stale-config" }, run.ToString());
        Assert.Equal(applied.ExpectedParent, (await ChangingStep.InspectAsync(instance)).ExpectedParent);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("reboot")]
    public async Task DiedAndChangedBetweenTheChangeAndTheRecovery_IsNotStartedOnWhatSomebodyElseWrote(string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.NotNull(ordered.Parent);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, recovery: recovery);
        Assert.True(result is { Status: "changed" }, run.ToString());
        await instance.ReadAsync("while pkill -KILL -x apache2; do sleep 0.05; done; echo 'Listen 8099' >>/etc/apache2/ports.conf");

        (result, run) = await ChangingStep.RunAsync(instance, "recover", ordered, recovery: recovery);

        Assert.True(result is { Status: "refused", Reason: "stale-config" }, run.ToString());
        Assert.Equal("", await instance.ReadAsync("pgrep -x apache2 || true"));
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>A part that stands elsewhere is in no hash: the test of the configuration says that the server would not come back. The layout names the pid file.</summary>
    [Theory]
    [InlineData("apply", "restart")]
    [InlineData("recover", "reboot")]
    [InlineData("recover", "restart")]
    public async Task BrokenElsewhereMeanwhile_TheServerIsLeftAlone(string step, string recovery)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", "local.sh"), Token));
        await instance.WaitUntilAsync("[ -s /usr/local/apache2/logs/httpd.pid ] && curl -s -o /dev/null http://127.0.0.1:8080/");
        await instance.ReadAsync("echo '# nothing' >/srv/extra.conf; echo 'Include /srv/extra.conf' >>/usr/local/apache2/conf/httpd.conf");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("echo NoSuchDirective >/srv/extra.conf");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, "append", recovery: recovery);

        Assert.True(result is { Status: "refused", Reason: "config-broken" }, run.ToString());
        Assert.NotNull((await instance.ProbeAsync(80)).Status);
        Assert.Equal(1, instance.BootCount);
    }

    /// <summary>OmitPID leaves the pid out of the files' names (httpd's util_mutex.c).</summary>
    [Theory]
    [InlineData("Mutex file:/var/lock/apache2 default OmitPID", true)]
    [InlineData("Mutex flock:/var/lock/apache2 default OmitPID", true)]
    [InlineData("Mutex flock:/var/lock/apache2 default", true)]
    [InlineData("Mutex sysvsem default", false)]
    public async Task LockFiles_AreKnownByAnyOfTheirNames(string directive, bool isFile)
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { MutexDirective = directive });

        Assert.Equal(isFile, (await ChangingStep.InspectAsync(instance)).AcceptRunsOnFile);
    }

    /// <summary>A name is no lock: what is opened to append to is a log.</summary>
    [Theory]
    [InlineData("mpm-accept")]
    [InlineData("mpm-accept.$parent")]
    public async Task LogNamedLikeALockFile_IsNone(string name)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"""
            parent=$(cat /var/run/apache2/apache2.pid)
            echo "CustomLog /var/log/apache2/{name} common" >/etc/apache2/conf-enabled/shop.conf; apache2ctl graceful
            until ls -l /proc/$parent/fd | grep -q "apache2/{name}\$"; do sleep 0.05; done
            """);

        Assert.False((await ChangingStep.InspectAsync(instance)).AcceptRunsOnFile);
    }

    /// <summary>What was deleted beside the mutexes under a name that is none of theirs may be one all the same: then it is not known what the server runs on.</summary>
    [Fact]
    public async Task DeletedFileOfAnotherNameAmongTheMutexes_NothingIsKnown()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { MutexDirective = "Mutex file:/var/lock/apache2 default" });
        await instance.ReadAsync("""
            systemctl stop apache2; exec 7<>/var/lock/apache2/of-ours; rm /var/lock/apache2/of-ours; apache2ctl start; exec 7>&-
            until ls -l "/proc/$(cat /var/run/apache2/apache2.pid)/fd" | grep -q of-ours; do sleep 0.05; done
            """);

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.NotNull(evidence.Parent);
        Assert.Null(evidence.AcceptRunsOnFile);
    }

    [Fact]
    public async Task LockFilesInAFolderWithABlank_AreSeen()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mkdir '/var/lock/my apache'; echo 'Mutex \"file:/var/lock/my apache\" default' >/etc/apache2/conf-enabled/blank.conf; systemctl restart apache2");

        Assert.True((await ChangingStep.InspectAsync(instance)).AcceptRunsOnFile);
    }
}
