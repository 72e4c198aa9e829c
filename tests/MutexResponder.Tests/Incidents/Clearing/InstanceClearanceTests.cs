using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Clearing;

/// <summary>What EC2 says of an instance decides whether it may be changed at all: each word of it by itself.</summary>
public sealed class InstanceClearanceTests
{
    private static readonly ClearanceRules s_rules = new() { OptInTagKey = "MutexResponder", OptInTagValue = "enabled" };

    [Theory]
    [InlineData("running", "enabled", "")]
    [InlineData("running", "Enabled", "Refuse not-opted-in")]
    [InlineData("running", "", "Refuse not-opted-in")]
    [InlineData("running", null, "Refuse not-opted-in")]
    [InlineData("pending", "enabled", "Refuse instance-not-running")]
    [InlineData("stopped", "enabled", "Refuse instance-not-running")]
    [InlineData("stopped", null, "Refuse instance-not-running, Refuse not-opted-in")]
    public async Task Instance_IsChangedWhereItRunsAndIsOurs(string state, string? optIn, string vetoes)
    {
        Clearance clearance = await ClearAsync(s_rules, state, ("MutexResponder", optIn));

        Assert.Equal(vetoes, Told(clearance));
        Assert.Equal((null, "fleet 2"), (clearance.InstanceMode, Taken(clearance)));
    }

    [Fact]
    public async Task Instance_ThatIsGone_IsRefused() =>
        Assert.Equal("Refuse instance-gone", Told(await new InstanceClearance(new Ec2(null), s_rules).ClearAsync(Responder.Instance, TestContext.Current.CancellationToken)));

    [Fact]
    public async Task Instance_WhereNoTagIsAskedFor_IsOurs() => Assert.Equal("", Told(await ClearAsync(new ClearanceRules(), "running")));

    /// <summary>A reboot may make its group replace it: a person is asked, unless the platform team says otherwise. It takes its group's place too.</summary>
    [Fact]
    public async Task MemberOfAGroup_IsForAPerson_AndTakesItsGroupsPlace()
    {
        (string, string?) group = ("aws:autoscaling:groupName", "web"), ours = ("MutexResponder", "enabled");
        Clearance asks = await ClearAsync(s_rules, "running", ours, group);
        Clearance goesOn = await ClearAsync(s_rules with { AsksForGroupMembers = false, FleetCapacity = 5, GroupCapacity = 3 }, "running", ours, group);

        Assert.Equal(("AskPerson in-auto-scaling-group", "fleet 2, group#web 1"), (Told(asks), Taken(asks)));
        Assert.Equal(("", "fleet 5, group#web 3"), (Told(goesOn), Taken(goesOn)));
    }

    /// <summary>The tag narrows what may be done: one that is no mode's name allows nothing.</summary>
    [Theory]
    [InlineData("Observe", ResponseMode.Observe)]
    [InlineData("approve", ResponseMode.Approve)]
    [InlineData("REMEDIATE", ResponseMode.Remediate)]
    [InlineData("Off", null)]
    [InlineData("", null)]
    [InlineData("2", null)]
    [InlineData("+2", null)]
    [InlineData(" 2", null)]
    [InlineData("Observe, Remediate", null)]
    public async Task ModeTag_IsAModesName_OrAllowsNothing(string word, ResponseMode? mode)
    {
        Clearance clearance = await ClearAsync(s_rules, "running", ("MutexResponder", "enabled"), (InstanceClearance.ModeTag, word));

        Assert.Equal((mode, mode is null ? "Refuse mode-tag-unreadable" : ""), (clearance.InstanceMode, Told(clearance)));
    }

    private static string Told(Clearance clearance) => string.Join(", ", clearance.Vetoes.Select(veto => $"{veto.Kind} {veto.Code}"));

    private static string Taken(Clearance clearance) => string.Join(", ", clearance.Slots.Select(slot => $"{slot.Name} {slot.Capacity}"));

    private static Task<Clearance> ClearAsync(ClearanceRules rules, string state, params (string Key, string? Value)[] tags) => new InstanceClearance(
        new Ec2(new InstanceFacts(Responder.Instance, state, tags.Where(tag => tag.Value is not null).ToDictionary(tag => tag.Key, tag => tag.Value!))), rules)
        .ClearAsync(Responder.Instance, TestContext.Current.CancellationToken);

    private sealed class Ec2(InstanceFacts? facts) : IFindInstances
    {
        public Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => Task.FromResult(facts);
    }
}
