using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>Evidence is read once, and never taken for that of another text.</summary>
public sealed class LookTests
{
    private static readonly Look Outage = SampleIncident.LookOf(Recording.Load("removed-prefork-orphan").ToString());

    [Fact]
    public void Evidence_OfACopy_IsTheSameReading() => Assert.Same(Outage.Evidence, (Outage with { ReadAt = Outage.ReadAt.AddSeconds(1) }).Evidence);

    [Fact]
    public void Evidence_OfACopyWithAnotherText_IsOfThatText()
    {
        Assert.NotNull(Outage.Evidence);
        Look other = Outage with { Text = Recording.Load("fixed-and-running").ToString() };

        Assert.NotEqual(Outage.Evidence.ConfigHash, other.Evidence!.ConfigHash);
        Assert.Null((Outage with { Text = "no evidence" }).Evidence);
    }

    [Fact]
    public void Equal_WhetherReadOrNot() => Assert.Equal(new Look(Outage.Text, Outage.TakenAt, Outage.ReadAt), Outage with { Diagnosis = null });

    [Fact]
    public void Observation_ThatIsDecidedAgain_IsReadOnce()
    {
        var seen = new Observation(new Trigger { Kind = TriggerKind.Tick }) { Report = Reports.Inspected(Recording.Load("removed-prefork-orphan")) };
        Assert.NotNull(seen.Collected.Evidence);

        Assert.Same(seen.Collected.Evidence, (seen with { Clearance = Clearance.Free }).Collected.Evidence);
    }

    /// <summary>Minutes from the look's own time: the line's; and from its reading: when the line is judged. The machine's clock may be off by any time.</summary>
    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(-1, 0, true)]
    [InlineData(-5, 9, true)]
    [InlineData(-5, 11, false)]
    [InlineData(-16, 0, false)]
    [InlineData(-180, 0, false)]
    [InlineData(1, 0, false)]
    public void HasSeen_WhatIsOlder_ByNoMoreThanALineComesLate(int lineMinutes, int nowMinutes, bool expected)
    {
        foreach (int skewHours in (int[])[-5, 0, 5])
        {
            Look look = Outage with { TakenAt = Outage.ReadAt.AddHours(skewHours) };

            Assert.Equal(expected, look.HasSeen(look.TakenAt.AddMinutes(lineMinutes), look.ReadAt.AddMinutes(nowMinutes), new Policy().MaxLineLateness));
        }
    }
}
