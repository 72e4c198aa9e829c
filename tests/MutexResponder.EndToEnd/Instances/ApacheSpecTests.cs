using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class ApacheSpecTests
{
    public static TheoryData<ApacheSpec, string> Unusable => new()
    {
        { new ApacheSpec { RunUser = "a b" }, nameof(ApacheSpec.RunUser) },
        { new ApacheSpec { RunUser = "x;reboot" }, nameof(ApacheSpec.RunUser) },
        { new ApacheSpec { RunUser = "" }, nameof(ApacheSpec.RunUser) },
        { new ApacheSpec { RunUserId = 0 }, nameof(ApacheSpec.RunUserId) },
        { new ApacheSpec { RunUserId = 70_000 }, nameof(ApacheSpec.RunUserId) },
        { new ApacheSpec { ListenPorts = [] }, nameof(ApacheSpec.ListenPorts) },
        { new ApacheSpec { ListenPorts = [80, 80] }, nameof(ApacheSpec.ListenPorts) },
        { new ApacheSpec { ListenPorts = [0] }, nameof(ApacheSpec.ListenPorts) },
        { new ApacheSpec { MutexDirective = "Listen 81" }, nameof(ApacheSpec.MutexDirective) },
        { new ApacheSpec { MutexDirective = "Mutex sysvsem default\nListen 81" }, nameof(ApacheSpec.MutexDirective) },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Spec_ThatCannotStandInTheConfiguration_IsRefusedByName(ApacheSpec spec, string property) =>
        Assert.Equal(property, Assert.Throws<ArgumentException>(spec.ThrowIfUnusable).ParamName);

    [Fact]
    public void Spec_OfTheIncident_IsUsable() => new ApacheSpec().ThrowIfUnusable();
}
