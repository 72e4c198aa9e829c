using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Incidents;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Messages;

/// <summary>Each change of state once; a storm together.</summary>
public sealed class PeopleToldTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 8, 25, 20, 51, 54, TimeSpan.Zero));
    private readonly Topic _mail = new();
    private readonly Topic _chat = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PeopleTold People { get; }

    public PeopleToldTests() => People = new PeopleTold(
        [_mail, _chat], new InMemoryMessageCounts(), new MessageSource("stack", ReportLanguage.English, () => null, _ => null), _time, NullLogger<PeopleTold>.Instance);

    [Fact]
    public async Task State_IsToldOnce()
    {
        Incident waiting = await RecordedIncidents.PlayAsync("awaiting-approval");

        string? told = await People.TellAsync(waiting, Cancellation);

        Assert.Equal($"awaiting-approval {waiting.Proposal!.Digest}", told);
        Assert.Null(await People.TellAsync(waiting with { ToldOf = told }, Cancellation));
        Assert.Single(_mail.Taken);
        Assert.Single(_chat.Taken);
    }

    [Theory]
    [InlineData("inspecting", null)]
    [InlineData("no-action-graceful", null)]
    [InlineData("remediating", null)]
    [InlineData("waiting-for-slot", "waiting-for-slot")]
    [InlineData("resolved", "Resolved")]
    [InlineData("escalated-veto", "Escalated")]
    public async Task State_IsToldWhereItMatters(string name, string? state) =>
        Assert.Equal(state, await People.TellAsync(await RecordedIncidents.PlayAsync(name) with { ToldOf = null }, Cancellation));

    [Fact]
    public async Task NoAction_IsToldToWhomTheIncidentWasTold()
    {
        Incident rejected = await RecordedIncidents.PlayAsync("no-action-rejected");

        Assert.Equal("NoAction", await People.TellAsync(rejected with { ToldOf = "awaiting-approval" }, Cancellation));
    }

    [Fact]
    public async Task Storm_IsToldTogether_OnceAndAfterItsTime()
    {
        Incident resolved = await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(1, 37))
        {
            Assert.Equal("Resolved", await People.TellAsync(resolved with { Instance = SampleIncident.InstanceOf(number) }, Cancellation));
        }

        Assert.Equal(PeopleTold.MaxSingle, _mail.Taken.Count);
        await People.TellOfStormAsync(Cancellation);
        Assert.Equal(PeopleTold.MaxSingle, _mail.Taken.Count);

        _time.Advance(PeopleTold.Window);
        await People.TellOfStormAsync(Cancellation);
        await People.TellOfStormAsync(Cancellation);

        Assert.Equal("[stack] 32 more changes, told together", _mail.Taken[^1].Subject);
        Assert.Contains("Recovered (32): i-00000000000000006, ", _mail.Taken[^1].Text, StringComparison.Ordinal);
        Assert.Equal(PeopleTold.MaxSingle + 1, _mail.Taken.Count);
    }

    [Fact]
    public async Task Storm_NoTickForAnHourAndATopicThatTakesNothing_IsToldLater()
    {
        Incident resolved = await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(1, PeopleTold.MaxSingle + 1))
        {
            await People.TellAsync(resolved with { Instance = SampleIncident.InstanceOf(number) }, Cancellation);
        }

        _time.Advance(TimeSpan.FromHours(1));
        (_mail.IsUnavailable, _chat.IsUnavailable) = (true, true);
        await Assert.ThrowsAsync<RemoteCallException>(() => People.TellOfStormAsync(Cancellation));
        (_mail.IsUnavailable, _chat.IsUnavailable) = (false, false);
        await People.TellOfStormAsync(Cancellation);

        Assert.Equal("[stack] 1 more change", _mail.Taken[^1].Subject);
        Assert.Contains(SampleIncident.InstanceOf(PeopleTold.MaxSingle + 1).Value, _mail.Taken[^1].Text, StringComparison.Ordinal);
    }

    /// <summary>What another version held back cannot be told in its words, and is not told of at each tick from then on.</summary>
    [Fact]
    public async Task Storm_OfAChangeThatCannotBeRead_IsToldOnce()
    {
        InMemoryMessageCounts counts = new();
        PeopleTold people = new([_mail], counts, new MessageSource("stack", ReportLanguage.English, () => null, _ => null), _time, NullLogger<PeopleTold>.Instance);
        await counts.HoldAsync("20260825T2045Z of tomorrow", ICountMessages.MaxHeld, Cancellation);
        await people.TellOfStormAsync(Cancellation);
        await people.TellOfStormAsync(Cancellation);

        Assert.Equal("[stack] 1 more change", Assert.Single(_mail.Taken).Subject);
    }

    [Fact]
    public async Task Storm_MoreThanCanBeHeld_IsNotTakenForTold()
    {
        Incident resolved = await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(1, PeopleTold.MaxSingle + ICountMessages.MaxHeld))
        {
            await People.TellAsync(resolved with { Instance = SampleIncident.InstanceOf(number) }, Cancellation);
        }

        Incident next = resolved with { Instance = SampleIncident.InstanceOf(1_000) };
        await Assert.ThrowsAsync<RemoteCallException>(() => People.TellAsync(next, Cancellation));
        _time.Advance(PeopleTold.Window);
        await People.TellOfStormAsync(Cancellation);

        Assert.Equal("Resolved", await People.TellAsync(next, Cancellation));
    }

    [Fact]
    public async Task Preventions_ManyOfThem_LeaveAnOutageItsMessageAtOnce()
    {
        Incident prevention = await RecordedIncidents.PlayAsync("prevention-resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(1, PeopleTold.MaxSingle + 20))
        {
            await People.TellAsync(prevention with { Instance = SampleIncident.InstanceOf(number) }, Cancellation);
        }

        Assert.Equal(PeopleTold.MaxSingle, _mail.Taken.Count);
        Incident waiting = await RecordedIncidents.PlayAsync("awaiting-approval") with { ToldOf = null };
        await People.TellAsync(waiting, Cancellation);

        Assert.Equal(PeopleTold.MaxSingle + 1, _mail.Taken.Count);
        Assert.Contains(waiting.Instance.Value, _mail.Taken[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preventions_MoreThanCanBeHeld_LeaveOutagesTheirPlaces()
    {
        Incident prevention = await RecordedIncidents.PlayAsync("prevention-resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(1, PeopleTold.MaxSingle + ICountMessages.MaxHeldPreventions))
        {
            await People.TellAsync(prevention with { Instance = SampleIncident.InstanceOf(number) }, Cancellation);
        }

        await Assert.ThrowsAsync<RemoteCallException>(() => People.TellAsync(prevention with { Instance = SampleIncident.InstanceOf(1_000) }, Cancellation));
        Incident resolved = await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null };
        foreach (int number in Enumerable.Range(2_000, PeopleTold.MaxSingle + ICountMessages.MaxHeld - ICountMessages.MaxHeldPreventions))
        {
            Assert.Equal("Resolved", await People.TellAsync(resolved with { Instance = SampleIncident.InstanceOf(number) }, Cancellation));
        }
    }

    [Fact]
    public async Task FewChanges_AreNoStorm()
    {
        await People.TellAsync(await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null }, Cancellation);
        _time.Advance(PeopleTold.Window);

        await People.TellOfStormAsync(Cancellation);

        Assert.Single(_mail.Taken);
    }

    [Fact]
    public async Task TopicThatTakesNothing_IsTriedAgain_AndTriesAreNoStorm()
    {
        (_mail.IsUnavailable, _chat.IsUnavailable) = (true, true);
        Incident resolved = await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null };
        foreach (int _ in Enumerable.Range(0, 20))
        {
            await Assert.ThrowsAsync<RemoteCallException>(() => People.TellAsync(resolved, Cancellation));
        }

        (_mail.IsUnavailable, _chat.IsUnavailable) = (false, false);
        Assert.Equal("Resolved", await People.TellAsync(resolved, Cancellation));
        Assert.Single(_mail.Taken);
    }

    [Fact]
    public async Task OneTopicOfTwo_IsEnough()
    {
        _chat.IsUnavailable = true;

        Assert.Equal("Resolved", await People.TellAsync(await RecordedIncidents.PlayAsync("resolved") with { ToldOf = null }, Cancellation));
        Assert.Single(_mail.Taken);
    }

    [Fact]
    public async Task Responder_TellsOnce_WhateverBecomesOfTheOpsItem_AndGoesOnWhereNobodyCanBeTold()
    {
        Recording removed = Recording.Load("removed-prefork-orphan");
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Approve, Recovery = RecoveryKind.Restart }, People = People };
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync(removed);
        await responder.TickAsync();
        await responder.TickAsync();
        Assert.Single(_mail.Taken);

        (_mail.IsUnavailable, _chat.IsUnavailable, responder.Shown.IsUnavailable) = (true, true, false);
        await responder.AskAsync(MutexResponder.Requests.ManualAction.Approve);
        await responder.EndAsync(Reports.Inspected(removed));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);

        (_mail.IsUnavailable, _chat.IsUnavailable) = (false, false);
        Assert.Single(_mail.Taken);
        responder.Time.Advance(TimeSpan.FromSeconds(9));
        await responder.EndAsync(Reports.Remediated(RecordedIncidents.Changed, RecordedIncidents.Recovered), Recording.Load("fixed-and-running"));
        await responder.TickAsync();
        Assert.Equal("Resolved", (await responder.IncidentAsync()).ToldOf);
        Assert.False((await responder.IncidentAsync()).ShowPending);
        Assert.Equal(2, _mail.Taken.Count);
    }

    private sealed class Topic : IPublishMessages
    {
        public List<Message> Taken { get; } = [];

        public bool IsUnavailable { get; set; }

        public Task PublishAsync(Message message, CancellationToken cancellationToken)
        {
            if (IsUnavailable)
            {
                throw new RemoteCallException(RemoteCallFailure.Unavailable, "SNS is out of order");
            }

            Taken.Add(message);
            return Task.CompletedTask;
        }
    }
}
