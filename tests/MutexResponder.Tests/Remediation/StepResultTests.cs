using MutexResponder.Remediation;

namespace MutexResponder.Tests.Remediation;

/// <summary>A step that went on after a boot has printed twice: its last word counts, and nothing counts that is not the step's own.</summary>
public sealed class StepResultTests
{
    [Theory]
    [InlineData("#result step=recover status=rebooting reason=scheduled\n#result step=recover status=recovered reason=reboot", "recover", "recovered reboot")]
    [InlineData("#result step=apply status=changed\n#result step=recover status=failed reason=start", "apply", "changed ")]
    [InlineData("#result step=recover status=recovered\r\nmore\r\n", "recover", "recovered ")]
    [InlineData("#result step=apply status=changed\n#result step=apply stat", "apply", "changed ")]
    [InlineData("#result step=apply =x status=refused reason=a=b", "apply", "refused a=b")]
    [InlineData("said: #result step=apply status=changed", "apply", null)]
    [InlineData("#result step=apply reason=applied", "apply", null)]
    [InlineData("#result status=changed", "apply", null)]
    [InlineData("", "apply", null)]
    [InlineData(null, "apply", null)]
    public void LastLineOfTheStep(string? output, string step, string? expected)
    {
        var result = StepResult.TryRead(output, step);

        Assert.Equal(expected, result is null ? null : $"{result.Status} {result.Reason}");
        Assert.Equal(expected is null ? null : step, result?.Step);
    }

    [Fact]
    public void Line_HasItsOtherWords_AndIsARefusalWhereItSaysSo()
    {
        StepResult refused = StepResult.TryRead("#result step=apply status=refused reason=locked hash=00", "apply")!;

        Assert.Equal(("locked", "00", ""), (refused.Refusal?.Code, refused.Value("hash"), refused.Value("remedy")));
        Assert.Null((refused with { Status = "failed" }).Refusal);
    }

    /// <summary>The machine moved, or somebody else was at it: that alone is worth another order. Everything else is for a person.</summary>
    [Fact]
    public void Refusals_ThatAnotherLookCures() => Assert.Equal(
        [
            "evidence-too-old", "locked", "no-parent", "package-manager-at-work", "processes-unknown", "shutdown-inhibited", "stale-boot-id", "stale-config", "stale-parent",
        ],
        Refusal.All.Append(Refusal.Of("of-tomorrow")).Where(refusal => refusal.IsCuredByInspection).Select(refusal => refusal.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void Refusal_ThatIsNotKnown_IsToldInTheScriptsWord()
    {
        var unknown = Refusal.Of("of-tomorrow");

        Assert.Equal((Refusal.UnknownCode, "of-tomorrow"), (unknown.Code, unknown.Told.Find("word")!.Text));
    }
}
