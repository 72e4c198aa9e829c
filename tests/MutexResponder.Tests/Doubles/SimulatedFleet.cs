using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Doubles;

/// <summary>Any number of instances behind the sweep's ports, with every call counted by its AWS name. The store is the real one in memory.</summary>
internal sealed class SimulatedFleet : IPageInstances, IFindInstances, ISendCommands, IReadCommands, IReconcile, IKeepFleetRecord, IFleetStore
{
    private readonly SortedSet<int> _numbers;
    private readonly InMemoryFleetStore _store = new();
    private readonly Dictionary<string, CommandReport> _reports = new(StringComparer.Ordinal);
    private readonly List<(InstanceId Instance, string CommandId)> _running = [];
    private FleetSweep? _sweep;

    public SimulatedFleet(int count) => _numbers = [.. Enumerable.Range(1, count)];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));

    public PreventionMode Prevention { get; init; } = PreventionMode.Report;

    public TimeSpan Period { get; init; } = TimeSpan.FromDays(1);

    public bool IsSilent { get; set; }

    /// <summary>Why EC2 lists nothing; null where it does.</summary>
    public RemoteCallFailure? ListingFailure { get; set; }

    /// <summary>Of the store, what lists entries.</summary>
    public bool IsStoreDown { get; init; }

    /// <summary>An outage is in the way of whatever is asked for.</summary>
    public bool IsRefusing { get; set; }

    public bool IsWalkSaveLost { get; set; }

    /// <summary>Why SSM takes no command; null where it does.</summary>
    public RemoteCallFailure? SsmFailure { get; init; }

    /// <summary>What EC2 says of each instance that is there: its state, and the value of the tag that opts it in.</summary>
    public (string State, string OptIn) Said { get; init; } = ("running", "enabled");

    /// <summary>Called once, before the next look's end is read: what happens meanwhile.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>The same before the walk is saved next.</summary>
    public Func<Task>? BeforeWalkSave { get; set; }

    /// <summary>Called before each request is answered.</summary>
    public Action BeforeAnswer { get; init; } = () => { };

    public ClearanceRules Rules { get; init; } = new() { OptInTagKey = "MutexResponder", OptInTagValue = "enabled" };

    public SortedDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    public int MostCallsInATick { get; private set; }

    public int Tries { get; private set; }

    public List<CommandRequest> Sent { get; } = [];

    public List<ManualRequest> Asked { get; } = [];

    /// <summary>As the list of incidents has it at the next tick.</summary>
    public List<UnfinishedIncident> Unfinished { get; } = [];

    public List<(FleetTally Tally, bool IsNew)> Shown { get; } = [];

    public IFleetStore Store => _store;

    public Policy Policy => new() { Prevention = Prevention };

    public FleetSweep Sweep => _sweep ??= new(
        this, this, this, this, this, this, this, Rules, new FleetSchedule(Period), Policy, Time, NullLogger<FleetSweep>.Instance);

    public static InstanceId InstanceOf(int number) => SampleIncident.InstanceOf(number);

    /// <summary>
    /// US dollars, by the prices of infra/README.md (section Cost says where they are from): DynamoDB 0.625 a million writes and 0.125 a million reads of up to 4 KB,
    /// Lambda 0.20 a million invocations and 0.0000166667 a GB-second. Assumed: a look's event takes 0.3 s of 256 MB, a tick 3 s.
    /// </summary>
    public static double PriceOf(IReadOnlyDictionary<string, int> calls, int looks)
    {
        double Of(string name) => calls.GetValueOrDefault(name);
        double pages = Of("Query") * 8;
        double dynamo = ((Of("PutItem") * 2 * 0.625) + ((Of("GetItem") + (Of("BatchGetItem") * 100) + pages) * 0.125)) / 1e6;
        double lambda = ((looks + 1440) * 0.20 / 1e6) + (((looks * 0.3) + (1440 * 3)) * 0.25 * 0.0000166667);
        return dynamo + lambda;
    }

    public void Add(int number) => _numbers.Add(number);

    public void Remove(int number) => _numbers.Remove(number);

    public async Task TickAsync()
    {
        int before = Calls.Values.Sum();
        await Sweep.TickAsync(Unfinished, Time.GetUtcNow(), TestContext.Current.CancellationToken);
        MostCallsInATick = Math.Max(MostCallsInATick, Calls.Values.Sum() - before);
    }

    /// <summary>Minute by minute; looks end as they come where an outcome is given.</summary>
    public async Task PassAsync(TimeSpan time, Recording? ending = null)
    {
        for (DateTimeOffset end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await TickAsync();
            if (ending is not null)
            {
                await EndAllAsync(ending);
            }
        }
    }

    public void EndAllUnheard(Recording found) => EndAllUnheard(Reports.Inspected(found));

    public Task EndAllAsync(Recording found) => EndAllAsync(Reports.Inspected(found));

    private void EndAllUnheard(CommandReport report)
    {
        foreach ((_, string id) in _running)
        {
            _reports[id] = report;
        }
    }

    public async Task EndAllAsync(CommandReport report)
    {
        EndAllUnheard(report);
        foreach ((InstanceId instance, string id) in _running.ToArray())
        {
            await Sweep.CommandEndedAsync(instance, id, TestContext.Current.CancellationToken);
        }

        if (Sent.Count > 100)
        {
            _running.Clear();
        }
    }

    public Task<(IReadOnlyList<InstanceId> Instances, string? Next)> ListPageAsync(string key, string value, string? token, CancellationToken cancellationToken)
    {
        Count("DescribeInstances");
        Assert.Equal((Rules.OptInTagKey, Rules.OptInTagValue), (key, value));
        if (ListingFailure is { } failure)
        {
            throw new RemoteCallException(failure, "EC2 lists nothing.");
        }

        int start = token is null ? 0 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture);
        InstanceId[] page = [.. _numbers.Skip(start).Take(IFleetStore.MaxKnown).Select(InstanceOf)];
        return Task.FromResult<(IReadOnlyList<InstanceId>, string?)>((page, start + page.Length < _numbers.Count ? $"{start + page.Length}" : null));
    }

    Task<InstanceFacts?> IFindInstances.FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Count("DescribeInstances");
        return Task.FromResult(IsThere(instance) ? new InstanceFacts(instance, Said.State, new Dictionary<string, string> { ["MutexResponder"] = Said.OptIn }) : null);
    }

    public Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        Count("SendCommand");
        Tries++;
        if (SsmFailure is { } failure)
        {
            throw new RemoteCallException(failure, "SSM takes nothing.");
        }

        if (IsSilent || !IsThere(request.Instance))
        {
            throw new RemoteCallException(IsSilent ? RemoteCallFailure.AgentSilent : RemoteCallFailure.Invalid, "SSM does not know it.");
        }

        Sent.Add(request);
        string id = $"c-{Sent.Count}";
        _running.Add((request.Instance, id));
        return Task.FromResult(id);
    }

    public async Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        Count("GetCommandInvocation");
        (Func<Task>? meanwhile, BeforeRead) = (BeforeRead, null);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return _reports.GetValueOrDefault(commandId) ?? new CommandReport(CommandStatus.Running, "In Progress", []);
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        BeforeAnswer();
        Asked.Add(trigger.Request!);
        return Task.FromResult(new ReconcileResult(instance, null, null, null, Statement.Quoted("")) { IsRefusal = IsRefusing });
    }

    public Task<string?> ShowAsync(FleetTally tally, string? id, bool isNew, CancellationToken cancellationToken)
    {
        Shown.Add((tally, isNew));
        return Task.FromResult(tally.AtRiskCount > 0 ? id ?? "oi-1" : null);
    }

    Task<FleetEntry?> IFleetStore.FindAsync(InstanceId instance, CancellationToken cancellationToken) => Counted("GetItem", _store.FindAsync(instance, cancellationToken));

    public Task<IReadOnlySet<InstanceId>> KnownAsync(IReadOnlyCollection<InstanceId> instances, CancellationToken cancellationToken) => Counted("BatchGetItem", _store.KnownAsync(instances, cancellationToken));

    public Task<bool> TrySaveAsync(FleetEntry next, CancellationToken cancellationToken) => Counted("PutItem", _store.TrySaveAsync(next, cancellationToken));

    public Task RemoveAsync(FleetEntry entry, CancellationToken cancellationToken)
    {
        Count("DeleteItem");
        return _store.RemoveAsync(entry, cancellationToken);
    }

    public Task<IReadOnlyList<FleetEntry>> ListDueAsync(DateTimeOffset now, int maxCount, CancellationToken cancellationToken) =>
        IsStoreDown ? throw new RemoteCallException(RemoteCallFailure.Unavailable, "DynamoDB is throttled.") : Counted("Query", _store.ListDueAsync(now, maxCount, cancellationToken));

    public Task<(IReadOnlyList<FleetEntry> Entries, string? Next)> ListAsync(string? after, CancellationToken cancellationToken) =>
        IsStoreDown ? throw new RemoteCallException(RemoteCallFailure.Unavailable, "DynamoDB is throttled.") : Counted("Query", _store.ListAsync(after, cancellationToken));

    public Task<FleetWalk> FindWalkAsync(CancellationToken cancellationToken) => Counted("GetItem", _store.FindWalkAsync(cancellationToken));

    public async Task<bool> TrySaveWalkAsync(FleetWalk next, CancellationToken cancellationToken)
    {
        (Func<Task>? meanwhile, BeforeWalkSave) = (BeforeWalkSave, null);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return await Counted("PutItem", IsWalkSaveLost ? Task.FromResult(false) : _store.TrySaveWalkAsync(next, cancellationToken));
    }

    private bool IsThere(InstanceId instance) => _numbers.Contains(int.Parse(instance.Value[2..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));

    private Task<T> Counted<T>(string call, Task<T> answer)
    {
        Count(call);
        return answer;
    }

    private void Count(string call) => Calls[call] = Calls.GetValueOrDefault(call) + 1;
}
