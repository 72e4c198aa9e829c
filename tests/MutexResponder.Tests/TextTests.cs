using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Tests;

/// <summary>What goes into commands and paths is a value of its own, and no other text is ever taken for one.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("mr-20260825T205154Z-i-0abc1234def567890", true)]
    [InlineData("mr-20260825T205154Z-i-0abc1234", true)]
    [InlineData("mr-20260825T205154Z-i-0abc1234def567890\n", false)]
    [InlineData("mr-20260825T205154Z-i-$(reboot)", false)]
    [InlineData("mr-20260825T205154Z-", false)]
    [InlineData("mr-2026082xT205154Z-i-0abc1234", false)]
    [InlineData("$(reboot)", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IncidentId_OnlyOfItsForm(string? text, bool isOne) => AssertRead<IncidentId>(text, isOne);

    [Theory]
    [InlineData("8a9c6a6b-7a52-4c66-9c3a-0f1b2c3d4e5f", true)]
    [InlineData("8A9C6A6B-7A52-4C66-9C3A-0F1B2C3D4E5F", false)]
    [InlineData("{8a9c6a6b-7a52-4c66-9c3a-0f1b2c3d4e5f}", false)]
    [InlineData(" 8a9c6a6b-7a52-4c66-9c3a-0f1b2c3d4e5f", false)]
    [InlineData("1'; reboot '", false)]
    [InlineData(null, false)]
    public void BootId_OnlyAsTheKernelWritesIt(string? text, bool isOne) => AssertRead<BootId>(text, isOne);

    [Theory]
    [InlineData("8a157e5d379a3e251e717bb9ebbb6b529f5fd6b322b958ee0abbaacdd13ece08", true)]
    [InlineData("8A157E5D379A3E251E717BB9EBBB6B529F5FD6B322B958EE0ABBAACDD13ECE08", false)]
    [InlineData("8a157e5d", false)]
    [InlineData(null, false)]
    public void ConfigHash_OnlyOfItsForm(string? text, bool isOne) => AssertRead<ConfigHash>(text, isOne);

    [Theory]
    [InlineData("4559-123456", true)]
    [InlineData("none-73", true)]
    [InlineData("none", true)]
    [InlineData("none-", false)]
    [InlineData("-73", false)]
    [InlineData("73", false)]
    [InlineData("4559-123456-1795654691", true)]
    [InlineData("4559-123456-1-2", false)]
    [InlineData("+1-2", false)]
    [InlineData("99999999999-1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void ParentIdentity_OnlyOfItsForms(string? text, bool isOne) => AssertRead<ParentIdentity>(text, isOne);

    [Theory]
    [InlineData("3f9a1c2b4d5e", true)]
    [InlineData("3f9a1c2b4d5", false)]
    [InlineData("3F9A1C2B4D5E", false)]
    public void PlanDigest_OnlyOfItsForm(string? text, bool isOne) => AssertRead<PlanDigest>(text, isOne);

    [Fact]
    public void Defaults_AreNoText() => Assert.Equal(("", "", "", "", "none"), (default(IncidentId).ToString(), default(ConfigHash).ToString(), default(PlanDigest).ToString(), default(InstanceId).ToString(), default(ParentIdentity).ToString()));

    private static void AssertRead<T>(string? text, bool isOne)
        where T : struct, IText<T>
    {
        Assert.Equal(isOne, T.TryParse(text, out T value));
        Assert.Equal(isOne ? text : default(T).ToString(), value.ToString());
    }
}
