using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Routing;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Time;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;

namespace MutexResponder.Simulation.Function;

/// <summary>
/// The function as Lambda runs it: each invocation on a host that has no other just then, with a clock of its own, two more tries for
/// what came asynchronously and failed, then the dead letters. A host that was used before still remembers what it wrote, however long
/// ago; one whose invocation was killed is gone. The routes are those of the real function; the core is real.
/// </summary>
internal sealed class SimulatedFunction(World world)
{
    private const int MaxTries = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(600);

    /// <summary>Of the invocations that could have a warm host, how many get a new one all the same.</summary>
    private const double ColdShare = 0.2;

    private readonly List<RecentRecords> _idleHosts = [];
    private int _invocationCount;
    private int _deployment;

    /// <summary>Every warm process is replaced; what is under way ends as it began.</summary>
    public void Deploy()
    {
        _deployment++;
        _idleHosts.Clear();
    }

    public void OnLogLines(Instance instance, ImmutableArray<Signal> signals, TimeSpan loggedAt) => Invoke(
        Invocation.LogLines,
        async (invocation, reconcile, ports, fleet) =>
        {
            if (await ports.FindAsync(instance.Machine.Id, CancellationToken.None) is not { } facts || !world.Scenario.Rules.IsOptedIn(facts))
            {
                return;
            }

            await reconcile.ReconcileAsync(instance.Machine.Id, new Trigger { Kind = TriggerKind.LogSignals, Signals = signals }, CancellationToken.None);
            if (instance.NewestSignalHandled is not { } newest || newest < loggedAt)
            {
                instance.NewestSignalHandled = loggedAt;
            }
        },
        1,
        () => instance.LostSignals = true);

    public void OnCommandEnded(InstanceId instance, string commandId) => Invoke(
        "command ended",
        async (invocation, reconcile, ports, fleet) =>
        {
            ReconcileResult result = await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.CommandEnded, CommandId = commandId }, CancellationToken.None);
            if (result is { IsOpen: false, EndedOn: null })
            {
                await fleet.CommandEndedAsync(instance, commandId, CancellationToken.None);
            }
        },
        1,
        () => { });

    public void OnTick()
    {
        if (world.Weather.Strikes(FaultKind.TickLost))
        {
            return;
        }

        Invoke(
            "tick",
            async (invocation, reconcile, ports, fleet) =>
            {
                IIncidentStore store = world.StoreOf(invocation);
                DateTimeOffset listedAt = invocation.Clock.GetUtcNow();
                IReadOnlyList<UnfinishedIncident> unfinished = await store.ListUnfinishedAsync(LookOrder.MaxListed, CancellationToken.None);
                (IReadOnlyList<UnfinishedIncident> chosen, bool isCrowded) = LookOrder.Choose(unfinished, world.Queue.Now);
                foreach (UnfinishedIncident one in chosen)
                {
                    await LookAtAsync(one, isCrowded, invocation, reconcile, store);
                }

                if (world.Weather.IsBad)
                {
                    await fleet.TickAsync(unfinished, listedAt, CancellationToken.None);
                }
            },
            MaxTries,
            () => { });
    }

    private async Task LookAtAsync(UnfinishedIncident one, bool isCrowded, Invocation invocation, IReconcile reconcile, IIncidentStore store)
    {
        ReconcileResult? result = null;
        try
        {
            result = await reconcile.ReconcileAsync(one.Instance, new Trigger { Kind = TriggerKind.Tick }, CancellationToken.None);
        }
        catch (RemoteCallException failed)
        {
            world.Story?.Add($"  #{invocation.Number} could not look at {one.Instance}: {failed.Message}");
        }

        try
        {
            if (LookOrder.PutBackTo(one, result, isCrowded, world.Queue.Now) is { } next)
            {
                await store.PutBackAsync(one, next, CancellationToken.None);
            }
        }
        catch (RemoteCallException failed)
        {
            world.Story?.Add($"  #{invocation.Number} could not put {one.Instance} back: {failed.Message}");
        }
    }

    /// <param name="instance">The instance.</param>
    /// <param name="action">What a person asks for.</param>
    /// <param name="read">With an answer: the plan that the person has read, maybe long ago; null where none was shown.</param>
    public void OnManual(InstanceId instance, ManualAction action, (IncidentId IncidentId, PlanDigest Plan)? read = null) => Invoke(
        $"asked by hand: {action}",
        async (invocation, reconcile, ports, fleet) =>
        {
            var request = new ManualRequest(action, instance, Wait: false, "aiko") { IncidentId = read?.IncidentId, Plan = read?.Plan };
            world.Records.OnAsked(request);
            if (await ports.FindAsync(instance, CancellationToken.None) is not null)
            {
                await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Manual, Request = world.Mutant.Asking(world, request) }, CancellationToken.None);
            }
        },
        MaxTries,
        () => { });

    /// <param name="name">What started it.</param>
    /// <param name="handler">Its route.</param>
    /// <param name="tryNumber">From 1; the last one is <see cref="MaxTries"/>.</param>
    /// <param name="lost">Told when no try is left.</param>
    private void Invoke(string name, Func<Invocation, IReconcile, PortsOverNetwork, FleetSweep, Task> handler, int tryNumber, Action lost)
    {
        if (world.IsOver)
        {
            return;
        }

        var invocation = new Invocation(++_invocationCount, name, world.Policy);
        int deployment = _deployment;
        world.LogDeliveryCount += invocation.IsLogDelivery ? 1 : 0;
        world.Story?.Add($"#{invocation.Number} {name}{(tryNumber is > 1 and < MaxTries ? $" (try {tryNumber})" : "")}");
        var gate = new CallGate(world, invocation);
        var ports = new PortsOverNetwork(world, invocation, gate);
        bool isSkewed = world.Weather.Strikes(FaultKind.ClockSkew);
        invocation.Clock = new MachineClock(world.Queue, isSkewed ? world.Prng.Seconds(-world.Scenario.MaxFunctionSkewSeconds, world.Scenario.MaxFunctionSkewSeconds) : TimeSpan.Zero, () => invocation.IsDead || world.IsOver);
        RecentRecords host = TakeHost();
        var reconciler = new Reconciler(
            world.StoreOf(invocation),
            host,
            ports,
            world.Mutant.Reading(world, ports),
            world.Mutant.Clearing(world, new SwitchedClearance(ports, world.Scenario.Rules)),
            world.Mutant.Showing(world, ports),
            new NobodyTold(),
            new UncountedSteps(),
            ports,
            new ConflictPause(() => world.Prng.Seconds(0, 1).TotalSeconds, (pause, cancellationToken) => Task.Delay(pause, invocation.Clock, cancellationToken)),
            world.Mutant.Policy(invocation.Policy),
            invocation.Clock,
            NullLogger<Reconciler>.Instance);
        FleetSweep fleet = NewSweep(invocation, reconciler, ports);
        var reconcile = new NotedEnds(reconciler, fleet);
        bool isRetried = false;
        invocation.Killed = () =>
        {
            world.Story?.Add($"#{invocation.Number} is killed");
            Retry();
        };
        world.Queue.AfterInBackground(Timeout, invocation.Kill);
        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                TableOverNetwork.CallFor(world, invocation, gate);
                await handler(invocation, reconcile, ports, fleet).ConfigureAwait(false);
                invocation.IsDead = true;
                Rest();
            }
            catch (RemoteCallException failed)
            {
                invocation.IsDead = true;
                Rest();
                world.Story?.Add($"#{invocation.Number} fails: {failed.Message}");
                Retry();
            }
            catch (Exception unexpected)
            {
                invocation.IsDead = true;
                world.Break("the core throws nothing but RemoteCallException", unexpected.ToString());
            }
        }

        void Rest()
        {
            if (deployment == _deployment)
            {
                _idleHosts.Add(host);
            }
        }

        void Retry()
        {
            if (isRetried)
            {
                return;
            }

            isRetried = true;
            if (tryNumber >= MaxTries)
            {
                lost();
                return;
            }

            world.Queue.After(TimeSpan.FromMinutes(tryNumber), () => Invoke(name, handler, tryNumber + 1, lost));
        }
    }

    private FleetSweep NewSweep(Invocation invocation, IReconcile reconcile, PortsOverNetwork ports) => new(
        world.FleetOf(invocation),
        ports,
        ports,
        ports,
        ports,
        reconcile,
        ports,
        world.Mutant.Rules(world.Scenario.Rules),
        new FleetSchedule(world.Scenario.SweepPeriod),
        world.Mutant.Policy(invocation.Policy),
        invocation.Clock,
        NullLogger<FleetSweep>.Instance);

    /// <summary>Any of the idle ones: also one that has not been used for long, and remembers what others have changed since.</summary>
    private RecentRecords TakeHost()
    {
        if (_idleHosts.Count == 0 || world.Prng.Chance(ColdShare))
        {
            return new RecentRecords();
        }

        int index = world.Prng.Below(_idleHosts.Count);
        RecentRecords host = _idleHosts[index];
        _idleHosts.RemoveAt(index);
        return host;
    }
}
