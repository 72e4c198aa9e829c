using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>
/// A user of the machine without rights has more of everything than there is time or space to look at: processes of the server's own
/// program, open files in each, semaphores. What is the main Apache's is seen all the same.
/// </summary>
public sealed class HostileCrowdTests(LabFixture lab)
{
    /// <summary>150 processes of the server's own file, each with 15,000 open sockets: reading one of theirs after the other takes longer than an inspection has. And 300 ports.</summary>
    private const string Crowd = """
        id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory; cd /home/mallory; mkfifo -m 600 wait; chown mallory wait
        prlimit --nofile=16000 setsid setpriv --reuid 1500 --regid 1500 --clear-groups perl -MSocket -MPOSIX -e '
          $^F = 20000; socket(my $s, PF_INET, SOCK_STREAM, 0) or die; POSIX::dup(fileno $s) // die "dup: $!" for 1 .. 15000;
          for (1 .. 150) { my $pid = fork // die "fork: $!"; if (!$pid) { open STDOUT, ">/dev/null"; open STDERR, ">/dev/null"; exec "/usr/sbin/apache2", "-f", "/home/mallory/wait" } }'
        setsid setpriv --reuid 1500 --regid 1500 --clear-groups perl -MIO::Socket::INET -e 'push @s, IO::Socket::INET->new(Listen => 1, LocalPort => $_) || die "listen: $!" for 1100 .. 1399; sleep 3600' >/dev/null 2>&1 &
        until [ "$(pgrep -c -u mallory -x apache2)" -eq 150 ] && ss -Hltn | grep -q :1399; do sleep 0.1; done
        """;

    [Fact]
    public async Task OpenFilesOfAUsers_OnASiteThatServes_MakeNoOutage()
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { MutexDirective = "Mutex file:/var/lock/apache2 default" });
        await instance.ReadAsync(Crowd);

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.Equal((true, true), (evidence.ProcessesWereRead, evidence.SiteAnswers));
        Assert.Equal([80, 8080], evidence.ApachePorts);
        Assert.Equal((Verdict.NoAction, "already-fixed"), Ended(evidence));
        Assert.Contains(evidence.Processes, process => process.Role == ProcessRole.Child);
    }

    [Fact]
    public async Task OpenFilesOfAUsers_HideNoOrphan()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        await instance.ReadAsync(Crowd);

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        Assert.NotEmpty(ordered.Orphans);
        Assert.Equal((Verdict.Remedy, "semaphores-removed"), Ended(ordered));
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "recover", ordered);

        Assert.True(result is { Status: "recovered" }, run.ToString());
        Assert.Equal("150", await instance.ReadAsync("pgrep -c -u mallory -x apache2"));
    }

    /// <summary>What Apache's user left, by the thousand: it holds the ports, and does not heed TERM. A look at each with a program of its own would outlast the step.</summary>
    [Fact]
    public async Task ThousandsOfOrphans_AreEndedWithinTheStep()
    {
        const int Count = 1_000;
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("while pkill -KILL -x apache2; do sleep 0.05; done");
        await instance.ReadAsync($$"""
            mkfifo -m 666 /srv/wait
            setsid perl -MIO::Socket::INET -e '
              $^F = 100; my $s = IO::Socket::INET->new(Listen => 5, LocalPort => 80, ReuseAddr => 1) or die "listen: $!";
              my ($uid, $gid) = (getpwnam "testuser")[2, 3]; $) = "$gid $gid"; $( = $gid; ($<, $>) = ($uid, $uid); $SIG{TERM} = "IGNORE";
              for (1 .. {{Count}}) { my $pid = fork // die "fork: $!"; if (!$pid) { open STDOUT, ">/dev/null"; open STDERR, ">/dev/null"; exec "/usr/sbin/apache2", "-f", "/srv/wait" } }'
            until [ "$(pgrep -c -u testuser -x apache2)" -eq {{Count}} ]; do sleep 0.1; done
            """);

        // On a machine that is busy besides, a time limit may cut a look short, and both the inspection and the step then do nothing: as the core does, they are asked again.
        (StepResult? result, ScriptResult run) = await InstanceAssertions.SeenAsync(
            async () =>
            {
                Evidence ordered = await InstanceAssertions.SeenAsync(() => ChangingStep.InspectAsync(instance), seen => seen.Orphans.Length > 0);
                return await ChangingStep.RunAsync(instance, "recover", ordered);
            },
            step => step.Result is not { Status: "refused", Reason: "processes-unknown" });

        Assert.True(result is { Status: "recovered" }, run.ToString());
    }

    /// <summary>Where not even the main Apache's own files could be read, nothing is concluded; nor of an order that was begun before.</summary>
    [Theory]
    [InlineData("apply", false)]
    [InlineData("recover", false)]
    [InlineData("recover", true)]
    public async Task OpenFilesOfApachesOwn_ThatCannotBeRead_AreUnknown(string step, bool isBegun)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        if (isBegun)
        {
            await OutlivedOrderTests.MarkAsBegunAsync(instance, ordered);
        }

        // The change asks for the processes, the recovery for what they hold open as well.
        await ChangingStep.WrapAsync(instance, step == "apply" ? "/bin/find" : "/bin/ls", """case "$*" in */proc/*) exec sleep 60 ;; esac""");

        Evidence evidence = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered);
        Assert.True(result is { Status: "refused", Reason: "processes-unknown" }, run.ToString());

        Assert.Equal((false, null), (evidence.ProcessesWereRead, evidence.SiteAnswers));
        Assert.Equal((Verdict.Escalate, "not-enough-evidence"), Ended(evidence));
        Assert.Equal(200, (await instance.ProbeAsync(80)).Status);
    }

    /// <summary>Who made an array may give it to any user.</summary>
    [Fact]
    public async Task ArraysThatAUserGaveAway_HideNoOutage()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.BreakAsync();
        await instance.ReadAsync("""
            id mallory >/dev/null 2>&1 || useradd --uid 1500 --create-home mallory
            setpriv --reuid 1500 --regid 1500 --clear-groups perl -e 'my ($uid, $gid) = (getpwnam "testuser")[2, 3]; for (1 .. 200) {
              my $id = semget(0, 1, 0600 | 01000) // die "semget: $!"; my $ds = ""; semctl($id, 0, 2, $ds) or die "stat: $!";
              substr($ds, 4, 8) = pack "LL", $uid, $gid; semctl($id, 0, 1, $ds) or die "set: $!" }'
            """);

        Evidence evidence = await ChangingStep.InspectAsync(instance);

        Assert.Equal((200, 0), (evidence.SemaphoreArrayCount, evidence.ApacheSemaphores?.Length));
        Assert.Equal((Verdict.Remedy, "semaphores-removed"), Ended(evidence));
    }

    private static (Verdict, string) Ended(Evidence evidence) =>
        Diagnoser.Diagnose(evidence, ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable) is var diagnosis ? (diagnosis.Verdict, diagnosis.ReasonCode) : default;
}
