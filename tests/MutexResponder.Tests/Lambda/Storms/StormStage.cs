using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Lambda.Routing;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Storms;

/// <summary>
/// The whole function, as so many environments as its concurrency allows, in front of an account in which everything fails at once; in virtual time.
/// Events wait in one queue, as Lambda's asynchronous ones do, and are served one after the other by each environment.
/// </summary>
internal sealed class StormStage : IFindInstances, IFindInstancesByAddress, IListInstances, ISendCommands, IReadCommands, IKeepHumanRecord, IRebootInstances, IPublishMessages, IDisposable
{
    public static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(20);

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1795437600);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ChangeTime = TimeSpan.FromSeconds(90);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly PriorityQueue<(string Kind, ReadOnlyMemory<byte> Payload), (DateTimeOffset At, int Number)> _events = new();
    private readonly InMemoryIncidentStore _incidents = new();
    private readonly StormStore _store;
    private readonly LineOutput _output = new(Stream.Null);
    private readonly (ResponderFunction Function, DateTimeOffset FreeAt)[] _environments;
    private readonly HashSet<InstanceId> _broken = [];
    private readonly HashSet<InstanceId> _approving = [];
    private readonly HashSet<InstanceId> _fixed = [];
    private readonly Dictionary<string, (CommandRequest Request, DateTimeOffset EndsAt)> _commands = [];
    private int _eventCount;
    private int _foreignCount;
    private int _commandCount;

    /// <param name="concurrency">Invocations at once.</param>
    /// <param name="fleetCap">Instances in recovery at once.</param>
    public StormStage(int concurrency, int fleetCap)
    {
        _store = new StormStore(_incidents, fleetCap, Called);
        InMemoryMessageCounts messages = new();
        _environments = [.. Enumerable.Range(0, concurrency).Select(_ => (New(fleetCap, messages), Start))];
    }

    /// <summary>Calls of all kinds, by the kind of event that led to them.</summary>
    public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of them that wrote to the table.</summary>
    public Dictionary<string, int> Writes { get; } = new(StringComparer.Ordinal);

    /// <summary>Events, by their kind.</summary>
    public Dictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>The longest that one waited for an environment, by kind.</summary>
    public Dictionary<string, TimeSpan> LongestWait { get; } = new(StringComparer.Ordinal);

    public int MostInRecovery => _store.MostInRecovery;

    public int MessageCount { get; private set; }

    /// <summary>When the last incident ended that waited for no person.</summary>
    public TimeSpan Took { get; private set; }

    private string Serving { get; set; } = "";

    public IReadOnlyDictionary<InstanceId, Incident> Records => _store.Newest;

    /// <summary>Everything fails within the first minute.</summary>
    /// <param name="instances">That are to be recovered.</param>
    /// <param name="linesEach">Error lines of each of them, each delivered by itself.</param>
    /// <param name="approvals">Instances whose plan nobody answers.</param>
    /// <param name="foreignPerMinute">Lines a minute under made-up names, for as long as the recoveries take.</param>
    public async Task RunAsync(int instances, int linesEach, int approvals, int foreignPerMinute)
    {
        for (int i = 1; i <= instances + approvals; i++)
        {
            InstanceId instance = SampleIncident.InstanceOf(i);
            (i <= instances ? _broken : _approving).Add(instance);
            for (int line = 0; line < linesEach; line++)
            {
                At(Start + TimeSpan.FromSeconds((i * 7 % 40) + line), "line", Line(instance.Value, line));
            }
        }

        for (DateTimeOffset minute = Start; _events.Count > 0 || _store.HasUnfinished; minute += TimeSpan.FromMinutes(1))
        {
            Assert.True(minute - Start < TimeSpan.FromHours(6), "the storm does not end");
            At(minute, "tick", EventShapes.Scheduled(minute));
            bool isOver = minute > Start + TimeSpan.FromMinutes(1) && _broken.All(instance => Records.GetValueOrDefault(instance) is { IsUnfinished: false });
            Took = isOver ? Took : minute - Start;
            for (int foreign = 0; !isOver && foreign < foreignPerMinute; foreign++)
            {
                At(minute + (TimeSpan.FromMinutes(1) * foreign / foreignPerMinute), "foreign", Line($"i-f{++_foreignCount:x16}", 0));
            }

            await ServeUntilAsync(minute + TimeSpan.FromMinutes(1));
        }
    }

    public Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Called("EC2");
        return Task.FromResult(_broken.Contains(instance) || _approving.Contains(instance) ? Facts(instance) : null);
    }

    public Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken) => throw new InvalidOperationException("nobody is named by an address here");

    public Task<IReadOnlyList<InstanceFacts>> ListByTagAsync(string key, string value, int maxCount, CancellationToken cancellationToken)
    {
        Called("EC2");
        return Task.FromResult<IReadOnlyList<InstanceFacts>>([.. _broken.Concat(_approving).Take(maxCount).Select(Facts)]);
    }

    public Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        Called("SSM");
        string id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{++_commandCount:d12}");
        DateTimeOffset end = _time.GetUtcNow() + (request.Kind == CommandKind.Inspect ? LookTime : ChangeTime);
        _commands[id] = (request, end);

        // Best effort: one event of twenty never comes.
        if (_commandCount % 20 != 0)
        {
            At(end, "command", EventShapes.CommandInvocation(new CommandInvocationEvent(id, "stack-" + request.Kind, request.Instance, "Success", end, end)));
        }

        return Task.FromResult(id);
    }

    public Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        Called("SSM");
        (CommandRequest request, DateTimeOffset end) = _commands[commandId];
        if (_time.GetUtcNow() < end)
        {
            return Task.FromResult(new CommandReport(CommandStatus.Running, "In Progress", []) { Comment = request.Comment });
        }

        if (kind != CommandKind.Inspect)
        {
            _fixed.Add(instance);
        }

        CommandReport report = kind == CommandKind.Inspect ? Reports.Inspected(_fixed.Contains(instance) ? Machine.Fixed : Machine.Broken) : Reports.Remediated(Machine.Changed, Machine.Recovered);
        return Task.FromResult(report with { Comment = request.Comment });
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken)
    {
        Called("SSM");
        return Task.FromResult(_commands.Where(one => one.Value.Request.Instance == instance && one.Value.Request.Comment == comment).Select(one => (string?)one.Key).FirstOrDefault());
    }

    public Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        Called("SSM");
        return Task.FromResult<string?>("oi-1");
    }

    public Task RebootAsync(InstanceId instance, CancellationToken cancellationToken) => throw new InvalidOperationException("every guest comes back by itself here");

    public Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        Called("SNS");
        MessageCount++;
        return Task.CompletedTask;
    }

    public void Dispose() => _output.Dispose();

    private static byte[] Line(string stream, int number) => EventShapes.LogBatch(
        stream, [(Start, $"[Mon Nov 23 12:39:50.{number:d6} 2026] [mpm_prefork:emerg] [pid 91:tid 91] (43)Identifier removed: AH00144: couldn't grab the accept mutex")]);

    private InstanceFacts Facts(InstanceId instance) => new(
        instance, "running", new Dictionary<string, string> { ["MutexResponder"] = "enabled", [InstanceClearance.ModeTag] = _approving.Contains(instance) ? "Approve" : "Remediate" });

    private void Called(string what)
    {
        Calls[Serving] = Calls.GetValueOrDefault(Serving) + 1;
        if (what == "write")
        {
            Writes[Serving] = Writes.GetValueOrDefault(Serving) + 1;
        }
    }

    private void At(DateTimeOffset at, string kind, ReadOnlyMemory<byte> payload) => _events.Enqueue((kind, payload), (at, ++_eventCount));

    private async Task ServeUntilAsync(DateTimeOffset end)
    {
        while (_events.TryPeek(out (string Kind, ReadOnlyMemory<byte> Payload) next, out (DateTimeOffset At, int Number) due) && due.At < end)
        {
            _events.Dequeue();
            int free = Enumerable.Range(0, _environments.Length).MinBy(i => _environments[i].FreeAt);
            DateTimeOffset start = _environments[free].FreeAt > due.At ? _environments[free].FreeAt : due.At;
            if (start > _time.GetUtcNow())
            {
                _time.SetUtcNow(start);
            }

            Serving = next.Kind;
            Events[next.Kind] = Events.GetValueOrDefault(next.Kind) + 1;
            LongestWait[next.Kind] = start - due.At > LongestWait.GetValueOrDefault(next.Kind) ? start - due.At : LongestWait.GetValueOrDefault(next.Kind);
            int before = Calls.Values.Sum();
            using MemoryStream payload = new(next.Payload.ToArray());
            await _environments[free].Function.HandleAsync(
                payload, new InvocationContext("req", "arn:aws:lambda:eu-west-1:123456789012:function:responder", null, start.AddMinutes(10), IsColdStart: false), TestContext.Current.CancellationToken);
            _environments[free].FreeAt = start + TimeSpan.FromMilliseconds(5) + (CallTime * (Calls.Values.Sum() - before));
        }
    }

    private ResponderFunction New(int fleetCap, InMemoryMessageCounts messages)
    {
        ClearanceRules rules = new() { OptInTagKey = "MutexResponder", OptInTagValue = "enabled", FleetCapacity = fleetCap };
        MetricsWriter writer = new(_output, _time);
        IncidentMetrics metrics = new(writer, "responder");
        RouteJournal journal = new(writer, NullLogger<RouteJournal>.Instance);
        PeopleTold people = new([this], messages, new MessageSource("stack", ReportLanguage.English, () => null, _ => null), _time, NullLogger<PeopleTold>.Instance);
        Reconciler reconcile = new(
            _store, new RecentRecords(), this, this, new InstanceClearance(this, rules), this, people, metrics, this,
            new ConflictPause(() => 0.5, (_, _) => Task.CompletedTask), new Policy { Mode = ResponseMode.Remediate }, _time, NullLogger<Reconciler>.Instance);
        SimulatedFleet nobody = new(0) { Prevention = PreventionMode.Off };
        ManualRoute manual = new(
            this, new FleetRoute(nobody.Sweep, journal, ReportLanguage.English, _time), _incidents, reconcile, journal, ReportLanguage.English, _time);
        return new ResponderFunction(
            new EventReader(new HashSet<string> { "stack-Inspect", "stack-Remediate" }),
            new LogDeliveryRoute(new Admissions(this, this, this, rules, journal, _time), reconcile, journal),
            new CommandEndedRoute(reconcile, nobody.Sweep, journal),
            new TickRoute(_store, reconcile, people, metrics, nobody.Sweep, journal, _time),
            manual,
            new WidgetRoute(_incidents, nobody.Sweep, manual, journal, ReportLanguage.English, nobody.Policy, _time),
            journal);
    }
}
