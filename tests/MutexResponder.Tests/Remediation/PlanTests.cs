using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Remediation;

/// <summary>What is sent is what was decided on, field by field; and what a person approves is what is done.</summary>
public sealed class PlanTests
{
    private static readonly IncidentId s_own = SampleIncident.Of(1).Id, s_changed = SampleIncident.Of(2).Id;
    private static readonly AppliedChange s_change = new(s_changed, new string('c', 64).As<ConfigHash>(), SampleIncident.Opening);
    private static readonly BootId s_boot = "8a9c6a6b-7a52-4c66-9c3a-0f1b2c3d4e5f".As<BootId>();
    private static readonly ConfigHash s_hash = new string('a', 64).As<ConfigHash>();

    [Fact]
    public void Parameters_OfAChange() => Assert.Equal(
        [
            $"ExpectedBootId={s_boot}", $"ExpectedConfigHash={s_hash}", "ExpectedParent=73-178749", $"IncidentId={s_own}", "Recovery=restart", "Remedy=conf-d", "RemoveSemaphores=5,3",
            "ValidUntilUptime=2388",
        ],
        Sent(new Plan(Remedy.ConfD, RecoveryKind.Restart, s_boot, s_hash, [5, 3], new ParentIdentity(73, 178749), 2388)));

    [Fact]
    public void Parameters_OfATakingBack() => Assert.Equal(
        [
            $"ChangeIncidentId={s_changed}", $"ExpectedBootId={s_boot}", $"ExpectedConfigHash={s_hash}", "ExpectedParent=none-73", $"IncidentId={s_own}", "Recovery=reload", "ValidUntilUptime=2388",
        ],
        Sent(Plan.OfRollback(s_change, RecoveryKind.Reload, s_boot, s_hash, new ParentIdentity(73, null), 2388)));

    [Theory]
    [InlineData(Remedy.None, "none")]
    [InlineData(Remedy.ConfAvailable, "conf-available")]
    [InlineData(Remedy.Uncomment, "uncomment")]
    [InlineData(Remedy.ConfD, "conf-d")]
    [InlineData(Remedy.Append, "append")]
    [InlineData(null, "of-tomorrow")]
    public void Remedy_AndItsWord(Remedy? remedy, string word) => Assert.Equal((remedy, remedy is null ? null : word), (Remedies.Parse(word), remedy?.Word()));

    [Fact]
    public void Recovery_AndItsWord() => Assert.Equal(["reboot", "restart", "reload"], new[] { RecoveryKind.Reboot, RecoveryKind.Restart, RecoveryKind.Reload }.Select(recovery => recovery.Word()));

    [Theory]
    [InlineData(Remedy.ConfAvailable, RecoveryKind.Reboot, "step-write-and-enable step-test-configuration step-reboot step-verify")]
    [InlineData(Remedy.Uncomment, RecoveryKind.Restart, "step-uncomment step-test-configuration step-restart step-verify")]
    [InlineData(Remedy.ConfD, RecoveryKind.Reload, "step-write step-test-configuration step-reload step-verify-reload")]
    [InlineData(Remedy.Append, RecoveryKind.Reboot, "step-append step-test-configuration step-reboot step-verify")]
    [InlineData(Remedy.None, RecoveryKind.Restart, "step-leave-configuration step-restart step-verify")]
    [InlineData(Remedy.None, RecoveryKind.Reload, "step-leave-configuration step-reload-for-rollback step-verify-reload")]
    public void Steps_OfAChange(Remedy remedy, RecoveryKind recovery, string steps)
    {
        Plan plan = new(remedy, recovery, default, default, [], FixFile: "/etc/a.conf", FixLine: "Mutex file:/a default");
        Assert.Equal("step-refuse-if-moved " + steps, Told(plan));
        Assert.All(plan.Steps().Where(step => !step.Places.IsEmpty), step => Assert.Equal((plan.FixFile, plan.FixLine), (step.Find("file")!.Text, step.Find("line")!.Text)));

        // A tool that writes the file, and arrays that are removed, are told before the server goes down.
        Assert.Equal(
            "step-refuse-if-moved " + steps.Replace(steps.Split(' ')[^2], "step-tell-the-tool step-remove-arrays " + steps.Split(' ')[^2], StringComparison.Ordinal),
            Told(plan with { ManagedBy = "/etc/a.conf:1:# Puppet", RemoveSemaphores = [1, 2] }));
    }

    [Theory]
    [InlineData(RecoveryKind.Reboot, "step-reboot")]
    [InlineData(RecoveryKind.Restart, "step-restart-for-rollback")]
    [InlineData(RecoveryKind.Reload, "step-reload-for-rollback")]
    public void Steps_OfATakingBack(RecoveryKind recovery, string step)
    {
        Plan plan = Plan.OfRollback(s_change, recovery);

        Assert.Equal($"step-refuse-rollback-if-moved step-put-back {step} step-verify-rollback", Told(plan));
        Assert.Equal($"/var/lib/mutex-responder/{s_changed}", plan.Steps()[1].Find("backup")!.Text);
    }

    private static IEnumerable<string> Sent(Plan plan) => plan.ToParameters(s_own).Select(parameter => $"{parameter.Key}={parameter.Value}");

    private static string Told(Plan plan) => string.Join(' ', plan.Steps().Select(step => step.Code));
}
