using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>
/// What a user of the machine without rights can do, done on a real instance by such a user: nothing that is not the main Apache's is
/// killed, removed, changed or rebooted, and no order comes of it.
/// </summary>
public sealed class HostileUserTests(LabFixture lab)
{
    /// <summary>Runs what comes as its standard input as a user of the machine who has no rights, in a session of its own.</summary>
    private const string AsMallory = "id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory; cd /home/mallory; setsid setpriv --reuid 1500 --regid 1500 --clear-groups sh -s";

    /// <summary>A program called as Apache is, in a path whose line break makes two lines of a listing, of which one names a daemon of root's.</summary>
    [Fact]
    public async Task NamesOfProgramsAndPaths_OthersProcessesAreNoneOfApaches()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        string daemon = await instance.ReadAsync("setsid sleep 3600 >/dev/null 2>&1 & echo $!");
        await instance.ReadAsync($$"""
            {{AsMallory}} <<'E'
            mkdir "$(printf 'a\nx ')" "$(printf 'a\nx /proc')" "$(printf 'a\nx /proc/{{daemon}}')"  2>/dev/null
            mkdir -p "$(printf 'a\nx /proc/{{daemon}}/exe -> ')" && cp /bin/sleep "$(printf 'a\nx /proc/{{daemon}}/exe -> /apache2')"
            cp /bin/sleep apache2; cp /bin/sleep 'apache2) S 1 0 0'
            "$(printf 'a\nx /proc/{{daemon}}/exe -> /apache2')" 3601 >/dev/null 2>&1 &
            ./apache2 3602 >/dev/null 2>&1 & './apache2) S 1 0 0' 3603 >/dev/null 2>&1 &
            mkdir -p logs; /usr/sbin/apache2 -X -d /home/mallory -c 'PidFile /home/mallory/p' -c 'Listen 127.0.0.1:9999' -C 'LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so' -C 'LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so' -f /dev/null >/dev/null 2>&1 &
            E
            """);
        await instance.WaitUntilAsync("[ $(pgrep -c -u mallory) -eq 4 ] && ! pgrep -u mallory -x sh >/dev/null && ss -Hltn | grep -q :9999");
        string others = await OthersAsync(instance, daemon);
        await instance.BreakAsync();

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.Equal("semaphores-removed", Diagnose(ordered).ReasonCode);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal(others, await OthersAsync(instance, daemon));
        Assert.DoesNotContain(ordered.Processes, p => others.Split('\n').Any(line => line.StartsWith($"{p.Pid} ", StringComparison.Ordinal)));
    }

    /// <summary>A second Apache of another configuration and the same user, as Debian's multiple instances are.</summary>
    [Fact]
    public async Task SecondApache_TheMainOneIsRecovered_TheOtherKeepsItsPidAndServes()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        await instance.ReadAsync(SecondApache);
        string second = await instance.StartedAsync("$(cat /var/run/apache2-second/apache2.pid)");

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        DiagnosisResult diagnosis = Diagnose(ordered);
        Assert.Equal((Verdict.Remedy, "semaphores-removed"), (diagnosis.Verdict, diagnosis.ReasonCode));
        Assert.Contains(diagnosis.Findings, f => f.Code == "another-apache");
        Assert.Equal([80, 8080], ordered.ApachePorts);
        Assert.True((await ChangingStep.RunAsync(instance, "apply", ordered)).Result is { Status: "changed" });
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);
        Assert.True(result is { Status: "recovered" }, run.ToString());

        Assert.Equal(second, await instance.StartedAsync("$(cat /var/run/apache2-second/apache2.pid)"));
        Assert.Equal(200, (await instance.ProbeAsync(9090)).Status);
        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.Equal([80, 8080], after.ApachePorts);
        RecoveryVerification verification = RecoveryVerification.Verify(ordered, after, RecoveryKind.Restart, []);
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet));
    }

    /// <summary>A line in the log and a port that a program called apache2 holds and does not answer, on a machine that is fixed and serves.</summary>
    [Fact]
    public async Task ForgedLineAndSilentPort_OnAFixedServer_NothingToDo()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { MutexDirective = "Mutex file:/var/lock/apache2 default" });
        await instance.ReadAsync($$"""
            {{AsMallory}} <<'E'
            cp "$(command -v perl)" apache2
            ./apache2 -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 1, LocalPort => 8181) or die; sleep 3600' >/dev/null 2>&1 &
            E
            until ss -Hltn | grep -q :8181; do sleep 0.05; done
            # What a child of Apache's can write through the log that it holds open. What a copy of the log that was cut meanwhile leaves is no text.
            printf '\0\377\n' >>/var/log/apache2/error.log
            echo "[$(date '+%a %b %d %H:%M:%S.000000 %Y')] [mpm_prefork:emerg] [pid 1:tid 1] (43)Identifier removed: AH00144: couldn't grab the accept mutex" >>/var/log/apache2/error.log
            """);

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.NotEmpty(evidence.LogOf(SignalKind.Removed));
        Assert.Equal([80, 8080], evidence.ApachePorts);
        Assert.Equal((true, Verdict.NoAction, "already-fixed"), (evidence.AcceptRunsOnFile, Diagnose(evidence).Verdict, Diagnose(evidence).ReasonCode));
    }

    /// <summary>Any user can hold a lock that any user can open, and read the arguments of any program.</summary>
    [Fact]
    public async Task LockAndArguments_AreRootsAlone()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mkdir -m 755 /run/mutex-responder"); // somebody made it
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await ChangingStep.RunAsync(instance, "apply", ordered, validUntilUptime: 0); // the folder is root's alone from then on
        await instance.ReadAsync($$"""
            {{AsMallory}} <<'E'
            for file in /run/mutex-responder.lock /run/mutex-responder/lock /run/mutex-responder; do flock -n "$file" sleep 3600 >/dev/null 2>&1 & done
            { while [ -d /home/mallory ] && [ ! -e stop ]; do cat /proc/[0-9]*/cmdline; done 2>/dev/null | tr '\0' ' ' >arguments; } >/dev/null 2>&1 &
            E
            until [ -s /home/mallory/arguments ]; do sleep 0.05; done
            """);

        ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("touch /home/mallory/stop; sleep 0.3");
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "changed" }, run.ToString());
        Assert.Equal("0", await instance.ReadAsync("LC_ALL=C tr -cd '\\001' </home/mallory/arguments | wc -c"));
        Assert.Equal("700 root", await instance.ReadAsync("stat -c '%a %U' /run/mutex-responder"));
        Assert.Equal("700 root", await instance.ReadAsync("stat -c '%a %U' /var/lib/mutex-responder"));
    }

    /// <summary>A container with pids of its own that shares the IPC namespace: its mutex looks like a leftover of ours.</summary>
    [Fact]
    public async Task ContainerInOurIpcNamespace_KeepsItsSemaphore()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("while pkill -KILL -x apache2; do sleep 0.05; done");
        await instance.ReadAsync("""
            cp /usr/sbin/apache2 /usr/local/sbin/container-server
            cp -a /etc/apache2 /etc/apache2-second; mkdir -p /var/log/apache2-second
            printf 'Listen 9090\nListen 9091\n' >/etc/apache2-second/ports.conf; sed -i 's/\*:[0-9]*/*:9090/g' /etc/apache2-second/sites-available/incident.conf
            APACHE_CONFDIR=/etc/apache2-second; export APACHE_CONFDIR; . /etc/apache2-second/envvars
            mkdir -p $APACHE_RUN_DIR $APACHE_LOCK_DIR
            setsid unshare --pid --fork --mount-proc /usr/local/sbin/container-server -d /etc/apache2-second -DFOREGROUND >/dev/null 2>&1 &
            until curl -s -o /dev/null http://127.0.0.1:9090/; do sleep 0.05; done
            """);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.Equal(2, ordered.ListedSemaphores.Length);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, removeSemaphores: string.Join(',', ordered.ListedSemaphores.Select(a => a.Id)));

        Assert.True(result is { Status: "changed" } && result.Value("semaphores_removed") == "0" && result.Value("semaphores_kept") == "2", run.ToString());
        Assert.Equal(200, (await instance.ProbeAsync(9090)).Status);
    }

    /// <summary>Named by mistake, or made by somebody under a number that was Apache's: only what Apache makes is listed and removed, and nothing while somebody is Apache's user even by half.</summary>
    [Fact]
    public async Task ArraysThatAreNotOfApachesMaking_AreKept()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("while pkill -KILL -x apache2; do sleep 0.01; done");
        string own = await instance.ReadAsync("awk 'NR > 1 { print $2 }' /proc/sysvipc/sem");
        string others = await instance.ReadAsync("""
            make='my ($key, $mode, $size, $user) = @ARGV; my ($uid, $gid) = (getpwnam $user)[2, 3]; my $id = semget($key, $size, $mode | 01000) // die "semget: $!"; my $ds = "";
              if ($user ne "root") { semctl($id, 0, 2, $ds) or die "stat: $!"; substr($ds, 4, 8) = pack "LL", $uid, $gid; semctl($id, 0, 1, $ds) or die "set: $!" } print "$id\n"'
            perl -e "$make" 4711 384 1 testuser # a key
            perl -e "$make" 0 438 1 testuser # another mode
            perl -e "$make" 0 384 2 testuser # two semaphores
            perl -e "$make" 0 384 1 root # another owner
            setpriv --reuid 1500 --regid 1500 --clear-groups perl -e "$make" 0 384 1 testuser # made by a user
            """);

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.Equal(own, string.Join(',', ordered.ListedSemaphores.Select(array => array.Id)));
        string named = $"{others.Replace('\n', ',')},{own}";
        StepResult? result;
        ScriptResult run;
        foreach (string half in new[] { "$>", "$<" }) // perl's effective and real uid
        {
            string daemon = await instance.ReadAsync($$"""
                setsid perl -e '{{half}} = getpwnam "testuser"; sleep 3600' >/dev/null 2>&1 &
                until grep ^Uid: /proc/$!/status | grep -qw "$(id -u testuser)"; do sleep 0.05; done; echo $!
                """);
            (result, run) = await ChangingStep.RunAsync(instance, "apply", ordered, removeSemaphores: named);
            Assert.True(result?.Value("semaphores_removed") == "0" && result.Value("semaphores_kept") == "6", run.ToString());
            await instance.ReadAsync($"kill -KILL {daemon}; while [ -e /proc/{daemon} ]; do sleep 0.05; done");
        }

        (result, run) = await ChangingStep.RunAsync(instance, "apply", ordered, removeSemaphores: named);

        Assert.True(result is { Status: "changed" } && result.Value("semaphores_removed") == "1" && result.Value("semaphores_kept") == "5", run.ToString());
        Assert.Equal(others, await instance.ReadAsync("awk 'NR > 1 { print $2 }' /proc/sysvipc/sem"));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(128)]
    public async Task LeftoversOfKilledServers_AreRemoved_AndTheSiteIsBack(int count)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            echo '250 32000 32 {{count}}' >/proc/sys/kernel/sem
            while pkill -KILL -x apache2; do sleep 0.01; done
            # A container that shares nothing of it uses none of them.
            setsid unshare --pid --ipc --fork sleep 3600 >/dev/null 2>&1 & until ps -eo args= | grep -qx 'sleep 3600'; do sleep 0.05; done
            # The others by the server's own calls: made by root, given to the user, the maker gone.
            perl -e 'my ($uid, $gid) = (getpwnam "testuser")[2, 3]; for (1 .. $ARGV[0]) {
              my $id = semget(0, 1, 0600 | 01000) // die "semget: $!"; my $ds = ""; semctl($id, 0, 2, $ds) or die "stat: $!";
              substr($ds, 4, 8) = pack "LL", $uid, $gid; semctl($id, 0, 1, $ds) or die "set: $!"; semctl($id, 0, 16, 1) or die "setval: $!" }' $(({{count}} - 1))
            """));
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        DiagnosisResult diagnosis = Diagnose(ordered);
        Assert.Equal((Verdict.Remedy, "semaphores-exhausted", count), (diagnosis.Verdict, diagnosis.ReasonCode, diagnosis.Plan!.RemoveSemaphores.Length));

        (StepResult? applied, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, removeSemaphores: diagnosis.Plan.ToParameters(default)["RemoveSemaphores"]);
        Assert.True(applied is { Status: "changed" } && applied.Value("semaphores_removed") == count.ToString(CultureInfo.InvariantCulture), run.ToString());
        Assert.True((await ChangingStep.RunAsync(instance, "recover", ordered)).Result is { Status: "recovered" });

        RecoveryVerification verification = RecoveryVerification.Verify(ordered, await ChangingStep.InspectAsync(instance), RecoveryKind.Restart, []);
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet));
        Assert.Equal("1", await instance.ReadAsync("wc -l </proc/sysvipc/sem"));
    }

    private const string SecondApache = """
        cp -a /etc/apache2 /etc/apache2-second; mkdir -p /var/log/apache2-second
        printf 'Listen 9090\nListen 9091\n' >/etc/apache2-second/ports.conf
        sed -i 's/\*:[0-9]*/*:9090/g' /etc/apache2-second/sites-available/incident.conf
        APACHE_CONFDIR=/etc/apache2-second apache2ctl start
        until curl -s -o /dev/null http://127.0.0.1:9090/; do sleep 0.05; done
        """;

    private static DiagnosisResult Diagnose(Evidence evidence) =>
        Diagnoser.Diagnose(evidence, ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable);

    /// <summary>Pids and start times of mallory's processes and of a daemon.</summary>
    private static Task<string> OthersAsync(LabInstance instance, string daemon) =>
        instance.StartedAsync($"$(pgrep -u mallory) {daemon}");
}
