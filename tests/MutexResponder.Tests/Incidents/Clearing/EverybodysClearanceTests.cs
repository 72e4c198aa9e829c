using Microsoft.Extensions.Time.Testing;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Clearing;

public sealed class EverybodysClearanceTests
{
    private readonly Vetoes _ofInstance = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clear_NobodyObjects_IsWhatTheInstanceSays()
    {
        _ofInstance.Current = new Clearance([], ResponseMode.Approve, [new SlotRequest("fleet", 2)]);

        Clearance clearance = await Ask(new Objector(_ => Task.FromResult<Veto?>(null)));

        Assert.Empty(clearance.Vetoes);
        Assert.Equal((ResponseMode.Approve, "fleet"), (clearance.InstanceMode, Assert.Single(clearance.Slots).Name));
    }

    [Fact]
    public async Task Clear_SeveralObject_AllAreToldInTheirOrderAndTheInstanceLast()
    {
        _ofInstance.Current = new Clearance([new Veto(VetoKind.AskPerson, Objection.InAutoScalingGroup("web"))], null, []);

        Clearance clearance = await Ask(Objector.With("kill-switch"), Objector.With("calendar-closed"));

        Assert.Equal(["kill-switch", "calendar-closed", "in-auto-scaling-group"], clearance.Vetoes.Select(veto => veto.Code));
    }

    [Fact]
    public async Task Clear_SomebodyIsSilent_ThatIsARefusal()
    {
        Task<Clearance> ofObjector = Ask(Objector.Silent);
        Task<Clearance> ofInstance = new EverybodysClearance(new SilentInstance(), [], _time).ClearAsync(Responder.Instance, Token);
        _time.Advance(EverybodysClearance.AnswerTimeout);

        Assert.All([await ofObjector, await ofInstance], clearance =>
        {
            Veto silence = Assert.Single(clearance.Vetoes);
            Assert.Equal((VetoKind.Refuse, "clearance-timed-out"), (silence.Kind, silence.Code));
        });
    }

    /// <summary>Which of several vetoes ends a change, waits for an answer, or is for a person: in whatever order they are told.</summary>
    [Fact]
    public void Vetoes_AreToldApart()
    {
        Veto asks = new(VetoKind.AskPerson, Objection.InAutoScalingGroup("web")), unknown = new(VetoKind.NotKnown, Objection.InstanceUnknown("throttled")), refuses = new(VetoKind.Refuse, Objection.InstanceGone);
        Clearance all = new([asks, unknown, refuses], null, []), onlyAsks = new([asks], null, []);

        Assert.Equal((refuses, unknown, asks, unknown), (all.Refusal, all.Unknown, all.Question, all.Objection));
        Assert.Equal((null, null, asks, null), (onlyAsks.Refusal, onlyAsks.Unknown, onlyAsks.Question, onlyAsks.Objection));
    }

    [Fact]
    public async Task Clear_Everybody_IsAskedAtOnce()
    {
        // Each waits for the other: asked one after the other they would wait for ever.
        TaskCompletionSource first = new(), second = new();
        Objector one = new(async token => { first.SetResult(); await second.Task.WaitAsync(token); return null; });
        Objector two = new(async token => { second.SetResult(); await first.Task.WaitAsync(token); return null; });

        Assert.Empty((await Ask(one, two)).Vetoes);
    }

    [Fact]
    public async Task Clear_CallerCancels_IsNoObjection()
    {
        using CancellationTokenSource caller = new();
        Task<Clearance> asked = new EverybodysClearance(_ofInstance, [Objector.Silent], _time).ClearAsync(Responder.Instance, caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public void Objectors_MoreThanAreAskedAtOnce() =>
        Assert.Throws<ArgumentException>(() => new EverybodysClearance(_ofInstance, [.. Enumerable.Repeat(Objector.Silent, EverybodysClearance.MaxObjectors + 1)], _time));

    private Task<Clearance> Ask(params Objector[] objectors) =>
        new EverybodysClearance(_ofInstance, [.. objectors], _time).ClearAsync(Responder.Instance, Token);

    private sealed class SilentInstance : IClearChanges
    {
        public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Clearance.Free;
        }
    }
}
