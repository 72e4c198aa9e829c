using MutexResponder.Fleet;

namespace MutexResponder.Tests.Fleet;

/// <summary>What another version wrote, or a person by hand, is nothing that the next tick fails on.</summary>
public sealed class FleetJsonTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData(""","outlook":{"is":"atRisk","risks":[{"kind":"ConfigurationBroken","restsOn":[]}]}""", true)]
    [InlineData(""","outlook":{"is":"atRisk","risks":[{"kind":5,"restsOn":[]}]}""", false)]
    [InlineData(""","outlook":{"is":"atRisk","risks":[{"kind":"OfTomorrow","restsOn":[]}]}""", false)]
    [InlineData(""","outlook":{"is":"of-tomorrow"}""", false)]
    [InlineData(""","outlook":{}""", false)]
    [InlineData(""","version":"one""", false)]
    public void Entry_OfAnotherVersion_IsReadWhole_OrAsNothing(string more, bool isRead)
    {
        FleetEntry? entry = FleetJson.ReadEntry($$"""{"instance":"i-00000000000000001","version":1,"dueAt":"2026-11-25T12:00:00+00:00"{{more}}}""");

        Assert.Equal(isRead, entry is not null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public void NoEntryAndNoWalk(string? json)
    {
        Assert.Null(FleetJson.ReadEntry(json));
        Assert.Null(FleetJson.ReadWalk(json));
    }

    /// <summary>Of before it said whose turn a prevention is.</summary>
    [Fact]
    public void Walk_WithoutItsLists_HasNone()
    {
        FleetWalk walk = FleetJson.ReadWalk("""{"version":3,"begunAt":"2026-11-25T12:00:00+00:00","token":"mark"}""")!;

        Assert.Equal((3, "mark", true, true), (walk.Version, walk.Token, walk.Waiting is [], walk.Begun is []));
    }
}
