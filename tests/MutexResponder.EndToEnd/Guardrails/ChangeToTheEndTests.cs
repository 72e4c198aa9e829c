using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>A change that the disk, the kernel or the configuration does not let come to its end is told as what it is, and leaves nothing behind.</summary>
public sealed class ChangeToTheEndTests(LabFixture lab)
{
    [Fact]
    public async Task HashAfterNotWritten_IsNoSuccess_AndTheFilesAreAsBefore()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        // The state's disk refuses to be written from the moment that the change is there: Apache's environment is read by each test of it.
        await instance.ReadAsync("""
            mkdir -m 700 /var/lib/mutex-responder && mount -t tmpfs -o mode=700 state /var/lib/mutex-responder
            echo '[ ! -e /etc/apache2/conf-enabled/mutex-file.conf ] || mount -o remount,ro /var/lib/mutex-responder' >>/etc/apache2/envvars
            """);
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "failed" or "failed-restored", Reason: "hash-after" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    /// <summary>The test of a configuration that says much, in many lines and in long ones.</summary>
    [Fact]
    public async Task LongConfigurationTest_TheResultIsStillInWhatIsKept()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("echo '[ ! -e /run/broken ] || [ \"$ARGV\" != -t ] || { head -c 200000 /dev/zero | tr \"\\\\0\" x | fold -w 4000; exit 1; }' >>/etc/apache2/envvars");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        await instance.ReadAsync("touch /run/broken");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "refused", Reason: "config-broken" }, run.ToString());
        Assert.InRange(run.Stdout.Length, 1_000, 3_000);
    }

    /// <summary>The step's time is used up in the middle of the change. What is needed to put the files back is not bounded by it. The seconds since boot are the test's own here.</summary>
    [Theory]
    [InlineData("apply", "-e /etc/apache2/conf-enabled/mutex-file.conf")]
    [InlineData("restore", "-e /run/is-changed -a ! -e /etc/apache2/conf-enabled/mutex-file.conf")]
    public async Task TimeThatIsUpInTheMiddle_TheFilesAreAsBefore(string step, string middle)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"""
            cat /proc/uptime >/run/uptime; mount --bind /run/uptime /proc/uptime
            echo 'if [ {middle} ]; then echo "$(($(cut -d. -f1 /run/uptime) + 200)).00 0.00" >/run/uptime; fi' >>/etc/apache2/envvars
            """);
        if (step == "restore")
        {
            await ChangingStep.RunAsync(instance, "apply", await ChangingStep.InspectAsync(instance));
            await instance.ReadAsync("touch /run/is-changed");
        }

        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered);

        Assert.True(result is { Status: "failed-restored" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    [Fact]
    public async Task FileThatCannotBeReplaced_FailsAndLeavesNothingBehind()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mount --bind /etc/apache2/apache2.conf /etc/apache2/apache2.conf");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered, remedy: "uncomment");

        Assert.True(result is { Status: "failed-restored", Reason: "write-failed" }, run.ToString());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
    }

    [Fact]
    public async Task LinkedFolder_IsHashedThroughAndNotWrittenThrough()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("mv /etc/apache2/conf-available /srv/shared && ln -s /srv/shared /etc/apache2/conf-available");
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        string shared = await instance.ReadAsync("ls -la --time-style=full-iso /srv/shared");

        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);

        Assert.True(result is { Status: "refused", Reason: "config-directory-is-a-link" }, run.ToString());
        Assert.Equal(shared, await instance.ReadAsync("ls -la --time-style=full-iso /srv/shared"));
        await instance.ReadAsync("echo '# by hand' >>/srv/shared/charset.conf");
        Assert.NotEqual(ordered.ConfigHash, (await ChangingStep.InspectAsync(instance)).ConfigHash);
    }

    [Fact]
    public async Task MutexOfItsOwnName_IsNamed_AndTheSiteIsVerified()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync("""
            ln -s ../mods-available/rewrite.load /etc/apache2/mods-enabled/rewrite.load
            printf 'Mutex sysvsem rewrite-map\nRewriteEngine On\nRewriteMap m "prg:/bin/cat"\n' >/etc/apache2/conf-enabled/aa-rewrite.conf
            systemctl restart apache2
            """);
        await instance.BreakAsync();
        Evidence ordered = await ChangingStep.InspectAsync(instance);
        DiagnosisResult diagnosis = Diagnoser.Diagnose(ordered, ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable);
        Assert.Contains(diagnosis.Findings, f => f.Code == "module-mutex-stays" && f.Statement.ToString().Contains("rewrite-map", StringComparison.Ordinal));

        (StepResult? applied, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", ordered);
        Assert.True(applied is { Status: "changed" } && applied.Value("stays") == "rewrite-map", run.ToString());
        Assert.True((await ChangingStep.RunAsync(instance, "recover", ordered)).Result is { Status: "recovered" });

        Evidence after = await ChangingStep.InspectAsync(instance);
        Assert.Single(after.ListedSemaphores);
        RecoveryVerification verification = RecoveryVerification.Verify(ordered, after, RecoveryKind.Restart, []);
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet));
    }
}
