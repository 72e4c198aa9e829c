using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.EndToEnd.Function;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Where Apache's files lie elsewhere than Debian puts them: each layout from serving to the fix and back, on a real Apache.</summary>
public sealed class LayoutTests(LabFixture lab)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rhel", "/run/httpd/httpd.pid", "conf-d", "/etc/httpd/conf.d/00-mutex.conf")]
    [InlineData("suse", "/run/httpd.pid", "conf-d", "/etc/apache2/conf.d/00-mutex.conf")]
    [InlineData("local", "/usr/local/apache2/logs/httpd.pid", "append", "/usr/local/apache2/conf/httpd.conf")]
    public async Task Layout_IsFoundServing_Recovered_AndTakenBack(string layout, string pidFile, string remedy, string fixFile)
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync(await File.ReadAllTextAsync(Path.Combine(NativeFunction.RepositoryRoot, "tests", "MutexResponder.EndToEnd", "Guardrails", "Layouts", $"{layout}.sh"), Token));
        await instance.WaitUntilAsync($"[ -s {pidFile} ] && curl -s -o /dev/null http://127.0.0.1:8080/");

        Evidence serving = await ChangingStep.InspectAsync(instance);
        Assert.Equal((layout, true), (serving.Apache?.Layout, serving.SiteAnswers));
        Assert.Equal((Verdict.NoAction, DiagnosisResult.AtRiskCode), Ended(Diagnose(serving)));

        await instance.LogoutAsync(Token);
        await instance.WaitUntilAsync($"! kill -0 $(cat {pidFile}) 2>/dev/null");
        Evidence broken = await ChangingStep.InspectAsync(instance);
        DiagnosisResult diagnosis = Diagnose(broken);
        Assert.Equal((Verdict.Remedy, "semaphores-removed"), Ended(diagnosis));
        Assert.Equal((remedy, fixFile), (diagnosis.Plan!.Remedy.Word(), diagnosis.Plan.FixFile));

        Evidence after = await RunAsync(instance, "apply", broken, remedy, "changed");
        RecoveryVerification verification = RecoveryVerification.Verify(broken, after, RecoveryKind.Restart, []);
        Assert.True(verification.IsRecovered, string.Join("; ", verification.Unmet));

        Assert.Equal(serving.ConfigHash, (await RunAsync(instance, "restore", after, remedy, "restored")).ConfigHash);
    }

    private static async Task<Evidence> RunAsync(LabInstance instance, string step, Evidence ordered, string remedy, string status)
    {
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, step, ordered, remedy);
        Assert.True(result?.Status == status, run.ToString());
        (result, run) = await ChangingStep.RunAsync(instance, "recover", ordered);
        Assert.True(result is { Status: "recovered" }, run.ToString());
        return await ChangingStep.InspectAsync(instance);
    }

    private static DiagnosisResult Diagnose(Evidence evidence) => Diagnoser.Diagnose(evidence, ImmutableArray<Signal>.Empty, RecoveryKind.Restart, RemedyStyle.ConfAvailable);

    private static (Verdict, string) Ended(DiagnosisResult diagnosis) => (diagnosis.Verdict, diagnosis.ReasonCode);
}
