using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;

namespace MutexResponder.Tests.Doubles;

/// <summary>The real reconciler and the real in-memory store over scripted ports and a clock that the test moves.</summary>
internal sealed class Responder
{
    public static readonly InstanceId Instance = InstanceId.Parse("i-0abc1234def567890");

    /// <summary>The instance that it looks at.</summary>
    public InstanceId Target { get; init; } = Instance;

    /// <summary>Minutes after the recordings were made, as it is when a line arrives through CloudWatch.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1795437600));

    public IIncidentStore Store { get; init; } = new InMemoryIncidentStore();

    public ScriptedCommands Commands { get; } = new();

    public Vetoes Vetoes { get; } = new();

    public ShownIncidents Shown { get; } = new();

    public ITellPeople People { get; init; } = new NobodyTold();

    public ScriptedReboots Reboots { get; } = new();

    public CountedSteps Counted { get; } = new();

    /// <summary>The pauses after lost races; none takes any time.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    /// <summary>What the process remembers: nothing, as after a cold start each time; set it for one that stays warm.</summary>
    public RecentRecords? Warm { get; init; }

    public ILogger<Reconciler> Log { get; init; } = NullLogger<Reconciler>.Instance;

    /// <summary>As it is deployed; the next trigger meets what is set here.</summary>
    public Policy Policy { get; set; } = new() { Mode = ResponseMode.Remediate };

    public static Signal NewSignal(int second = 0) => new(
        "AH00144", SignalKind.Removed, 43, 74, DateTimeOffset.FromUnixTimeSeconds(1795437590 + second), "[…] (43)Identifier removed: AH00144: couldn't grab the accept mutex", SignalConfidence.High);

    public Task<ReconcileResult> LineAsync(int second = 0) => ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [NewSignal(second)] });

    /// <summary>A line arrives, and the look that follows it finds this.</summary>
    public async Task<ReconcileResult> LineAsync(Recording lookedAt, int second = 0)
    {
        await LineAsync(second);
        return await EndAsync(Reports.Inspected(lookedAt));
    }

    public Task<ReconcileResult> TickAsync() => ReconcileAsync(new Trigger { Kind = TriggerKind.Tick });

    /// <summary>Time passes, and the next tick comes.</summary>
    public Task<ReconcileResult> TickAsync(TimeSpan after)
    {
        Time.Advance(after);
        return TickAsync();
    }

    /// <summary>A person asks; an answer names the plan as it stands in the record at that moment.</summary>
    public async Task<ReconcileResult> AskAsync(ManualAction action, string? by = null, bool isFromRunbook = false)
    {
        var request = new ManualRequest(action, Target, Wait: false, by) { IsFromRunbook = isFromRunbook };
        Incident? read = request.IsAnswer ? await Store.FindAsync(Target, TestContext.Current.CancellationToken) : null;
        return await AskAsync(request with { IncidentId = read?.Id, Plan = read?.Proposal?.Digest });
    }

    /// <summary>A person asks, and the look that follows finds this.</summary>
    public async Task<ReconcileResult> AskAsync(ManualAction action, Recording lookedAt, string? by = null)
    {
        await AskAsync(action, by);
        return await EndAsync(Reports.Inspected(lookedAt));
    }

    public Task<ReconcileResult> AskAsync(ManualRequest request) => ReconcileAsync(new Trigger { Kind = TriggerKind.Manual, Request = request });

    /// <summary>The newest command ends, and its event arrives.</summary>
    public Task<ReconcileResult> EndAsync(CommandReport report) => EventAsync(Commands.End(report));

    /// <summary>A change ends, and the look that follows it finds this.</summary>
    public async Task<ReconcileResult> EndAsync(CommandReport change, Recording lookedAt)
    {
        await EndAsync(change);
        return await EndAsync(Reports.Inspected(lookedAt));
    }

    /// <summary>The event that a command ended arrives, maybe not for the first time.</summary>
    public Task<ReconcileResult> EventAsync(string commandId) => ReconcileAsync(new Trigger { Kind = TriggerKind.CommandEnded, CommandId = commandId });

    public async Task<Incident> IncidentAsync() =>
        await Store.FindAsync(Target, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("there is no incident");

    public Task<ReconcileResult> ReconcileAsync(Trigger trigger) => NewReconciler().ReconcileAsync(Target, trigger, TestContext.Current.CancellationToken);

    /// <summary>A new one each time: as after a cold start, nothing lives but the store, unless it is <see cref="Warm"/>.</summary>
    private Reconciler NewReconciler() => new(Store, Warm ?? new RecentRecords(), Commands, Commands, Vetoes, Shown, People, Counted, Reboots, NewPause(), Policy, Time, Log);

    private ConflictPause NewPause() => new(() => 0.5, (pause, _) =>
    {
        Pauses.Add(pause);
        return Task.CompletedTask;
    });
}
