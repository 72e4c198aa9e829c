using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Fleet;

/// <summary>When a machine is looked at next, and what stays known of it until then.</summary>
public sealed class FleetScheduleTests
{
    private static readonly FleetSchedule s_daily = new(TimeSpan.FromDays(1));
    private static readonly DateTimeOffset s_now = SampleIncident.Opening;
    private static readonly Outlook s_atRisk = new Outlook.AtRisk([new Risk(RiskKind.AcceptMutexRemovable, [Statement.Quoted("read")])]);

    /// <summary>An instance whose pauses are nine tenths of what is told, and one whose are eleven tenths.</summary>
    private static readonly FleetEntry s_early = Found("i-00000000000010000"), s_late = Found("i-0000000000001ffff");

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(8, 1280)]
    [InlineData(9, 1440)]
    [InlineData(100, 1440)]
    [InlineData(int.MaxValue - 1, 1440)]
    public void Pause_DoublesWithEachFailure_UpToThePeriod(int failuresBefore, int minutes)
    {
        FleetEntry failed = s_daily.Failed(s_early with { FailureCount = failuresBefore }, "why", s_now);

        Assert.Equal((failuresBefore + 1, minutes * 0.9), (failed.FailureCount, (failed.DueAt - s_now).TotalMinutes));
    }

    [Fact]
    public void ThoseThatWereFoundAtOnce_DriftApart()
    {
        Assert.Equal(0.9, (s_daily.Looked(s_early, new Outlook.Safe(), s_now).DueAt - s_now).TotalDays);
        Assert.InRange((s_daily.Looked(s_late, new Outlook.Safe(), s_now).DueAt - s_now).TotalDays, 1.0999, 1.1);
    }

    /// <summary>What was safe stays so for two looks that give nothing; a risk until a look shows that it is gone, or an outage.</summary>
    [Fact]
    public void WhatWasKnown_StaysForAWhile()
    {
        FleetEntry safe = s_daily.Looked(s_early, new Outlook.Safe(), s_now);
        FleetEntry twice = s_daily.Failed(s_daily.Failed(safe, "why", s_now), "why", s_now);
        Assert.Equal((Outlook?)new Outlook.Safe(), twice.Outlook);
        Assert.Equal((Outlook?)new Outlook.Unknown("why"), s_daily.Failed(twice, "why", s_now).Outlook);

        FleetEntry risky = s_daily.Looked(s_early, s_atRisk, s_now);
        FleetEntry blind = s_daily.Looked(risky, new Outlook.Unknown("why"), s_now.AddDays(1));
        Assert.Equal((s_atRisk, "why", s_now, 0), (blind.Outlook, blind.StaleBecause, blind.LookedAt, blind.FailureCount));
        FleetEntry down = s_daily.Looked(blind, new Outlook.Unknown("semaphores-removed"), s_now.AddDays(1), isDown: true);
        Assert.Equal((new Outlook.Unknown("semaphores-removed"), null, s_now.AddDays(1), 1), (down.Outlook, down.StaleBecause, down.LookedAt, down.FailureCount));
    }

    /// <summary>What the next look finds nobody has asked for: two people would have to let it through, and a report would name one.</summary>
    [Fact]
    public void LookByTheSchedule_NobodyAskedForIt_WhoeverAskedForTheLastOne()
    {
        FleetEntry asked = FleetSchedule.Asked(s_early, "1", new Asker("aiko", IsProven: true), s_now);
        FleetEntry next = FleetSchedule.Asked(s_daily.Looked(asked, new Outlook.Safe(), s_now), "2", by: null, s_now);

        Assert.Equal((new Asker("aiko", IsProven: true), null), (asked.AskedBy, next.AskedBy));
    }

    private static FleetEntry Found(string instance) => FleetSchedule.Found(InstanceId.Parse(instance), s_now);
}
