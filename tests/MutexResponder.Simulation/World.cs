using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Documents;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Function;
using MutexResponder.Simulation.Invariants;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Scenarios;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation;

/// <summary>One run: machines, AWS, the function with the real core, and everybody who interferes, in virtual time.</summary>
internal sealed class World
{
    /// <summary>A tag that no instance has: the kill switch travels with the instance's facts here, as one answer of one call.</summary>
    public const string SwitchTag = "simulation:kill-switch";

    private const int MaxSteps = 20_000_000;

    private static readonly TimeSpan TickPeriod = TimeSpan.FromMinutes(1);

    /// <param name="scenario">What is set beforehand.</param>
    /// <param name="mutant">The guard that is switched off; <see cref="Mutant.None"/> for the real responder.</param>
    /// <param name="callFaults">What happens to each call; null for what the scenario's rates say.</param>
    /// <param name="tellsStory">Keeps every step in words, for one who wants to read the run.</param>
    public World(Scenario scenario, Mutant mutant, ICallFaults? callFaults = null, bool tellsStory = false)
    {
        Scenario = scenario;
        Policy = scenario.Policy;
        Mutant = mutant;
        var root = new Prng(scenario.Seed);
        Prng = root.Split();
        Weather = new Weather(root.Split(), Queue, scenario.ClearsAfter, scenario.Rates);
        CallFaults = callFaults ?? new RandomFaults(Weather);
        Story = tellsStory ? new Story(Queue) : null;
        Table = scenario.UsesDeployedStore ? new SimulatedTable(this) : null;
        Commands = new CommandLedger(this);
        Bus = new EventBus(this);
        Function = new SimulatedFunction(this);
        Evidence = new EvidenceTruths(this);
        Records = new RecordInvariants(this);
        Sends = new SendInvariants(this);
        Changes = new ChangeInvariants(this);
        for (int i = 0; i < scenario.Machines.Length; i++)
        {
            Instance instance = Build(scenario.Machines[i], i, root.Split());
            Instances.Add(instance.Machine.Id, instance);
        }
    }

    public Scenario Scenario { get; }

    /// <summary>As it is deployed now.</summary>
    public Policy Policy { get; private set; }

    public Mutant Mutant { get; }

    public EventQueue Queue { get; } = new();

    public Prng Prng { get; }

    public Weather Weather { get; }

    public ICallFaults CallFaults { get; }

    /// <summary>Null where nobody wants to read it: then nothing is written at all.</summary>
    public Story? Story { get; }

    public Dictionary<InstanceId, Instance> Instances { get; } = [];

    public CommandLedger Commands { get; }

    public EventBus Bus { get; }

    public HumanRecords Humans { get; } = new();

    public SimulatedFunction Function { get; }

    public EvidenceTruths Evidence { get; }

    /// <summary>The lab's store in memory; nobody uses it where there is a <see cref="Table"/>.</summary>
    public InMemoryIncidentStore Store { get; } = new();

    public InMemoryFleetStore Fleet { get; } = new();

    /// <summary>DynamoDB's table, with the deployed stores above it; null where those in memory are used.</summary>
    public SimulatedTable? Table { get; }

    public RecordInvariants Records { get; }

    public SendInvariants Sends { get; }

    public ChangeInvariants Changes { get; }

    public DocumentGuards Guards => Mutant.Guards;

    public bool IsSwitchThrown { get; private set; }

    public bool IsOver { get; private set; }

    public Violation? Violation { get; private set; }

    /// <summary>Calls of all ports so far.</summary>
    public int CallCount { get; set; }

    /// <summary>Log deliveries that reached the function, tries counted each.</summary>
    public int LogDeliveryCount { get; set; }

    /// <summary>Calls that these made.</summary>
    public int LogDeliveryCallCount { get; set; }

    public IIncidentStore StoreOf(Invocation invocation) => Mutant.Storing(
        Table is null ? new StoreOverNetwork(this, invocation, new CallGate(this, invocation)) : DeployedStore(invocation.Clock));

    public IFleetStore FleetOf(Invocation invocation) =>
        Table is null ? new FleetOverNetwork(this, new CallGate(this, invocation)) : new DynamoDbFleetStore(TableOverNetwork.Client, StackTable.Name, NullLogger<DynamoDbFleetStore>.Instance);

    /// <summary>The store itself, without a network, once everything is at rest.</summary>
    public IIncidentStore StoreAtRest()
    {
        TableOverNetwork.CallFor(this, null, null);
        return Table is null ? Store : DeployedStore(new MachineClock(Queue, TimeSpan.Zero));
    }

    private DynamoDbIncidentStore DeployedStore(TimeProvider clock) => new(
        TableOverNetwork.Client, StackTable.Name, DynamoDbIncidentStore.MinRetention, clock, () => new Guid([.. BitConverter.GetBytes(Prng.NextBits()), .. BitConverter.GetBytes(Prng.NextBits())]));

    /// <summary>Notes the first broken invariant, and ends the run.</summary>
    public void Break(string rule, string detail)
    {
        Violation ??= new Violation(rule, detail, Queue.Elapsed);
        Story?.Add(Violation.ToString());
        IsOver = true;
    }

    /// <summary>Why a machine must not be changed now, as a fact of the world; null where nothing speaks against it.</summary>
    public string? ObjectionTo(Machine machine) => (IsSwitchThrown, machine.State, machine.Tags.GetValueOrDefault(Scenario.Rules.OptInTagKey ?? "")) switch
    {
        (true, _, _) => "the kill switch is thrown",
        (_, not "running", _) => $"the instance is {machine.State}",
        (_, _, var tag) when Scenario.Rules.OptInTagKey is not null && tag != Scenario.Rules.OptInTagValue => "the instance is not opted in",
        _ => null,
    };

    /// <summary>Runs to the end: everything at rest, or an invariant broken.</summary>
    public void Run()
    {
        foreach (Instance instance in Instances.Values)
        {
            instance.PowerOn();
        }

        foreach (WorldEvent e in Scenario.Events)
        {
            Queue.At(e.At, () => Happen(e));
        }

        Queue.AfterInBackground(TickPeriod, Tick);
        for (int step = 0; !IsOver; step++)
        {
            if (step >= MaxSteps || !Queue.TryStep())
            {
                Break("a run comes to its end", $"after {step} steps");
            }
        }

        if (Violation is null)
        {
            new EndInvariants(this).Check();
        }
    }

    private void Tick()
    {
        if (Queue.Elapsed >= Scenario.ClearsAfter && Queue.PendingCount == 0 && !Records.HasUnfinished)
        {
            IsOver = true;
            return;
        }

        if (Queue.Elapsed > Scenario.MustEndBy)
        {
            IEnumerable<string> left = Records.All.Values.Where(i => i.IsUnfinished).Select(i => $"{i.Id} {i.Phase} ({i.ReasonCode})");
            Break("every incident ends within the bound", string.Join("; ", left.Take(3)));
            return;
        }

        Function.OnTick();
        Queue.AfterInBackground(TickPeriod, Tick);
    }

    private void Happen(WorldEvent e)
    {
        Instance instance = Instances.Values.ElementAt(e.Machine);
        Machine machine = instance.Machine;
        Story?.Add($"* {machine.Id}: {e.Kind}");
        switch (e.Kind)
        {
            case WorldEventKind.SwitchIsThrown or WorldEventKind.SwitchIsReleased:
                IsSwitchThrown = e.Kind == WorldEventKind.SwitchIsThrown;
                break;
            case WorldEventKind.OptInIsRemoved:
                machine.Tags.Remove(Scenario.OptInTag);
                break;
            case WorldEventKind.OperatorAsksInspection:
                Function.OnManual(machine.Id, ManualAction.Inspect);
                break;
            case WorldEventKind.OperatorAsksRemediation:
                Function.OnManual(machine.Id, ManualAction.Remediate);
                break;
            case WorldEventKind.OperatorApproves:
                Function.OnManual(machine.Id, ManualAction.Approve, Humans.Read(machine.Id, Prng.Chance(0.7) ? 0 : Prng.Below(3)));
                break;
            case WorldEventKind.OperatorRejects:
                Function.OnManual(machine.Id, ManualAction.Reject, Humans.Read(machine.Id, 0));
                break;
            case WorldEventKind.OperatorAsksRollback:
                Function.OnManual(machine.Id, ManualAction.Rollback);
                break;
            case WorldEventKind.OperatorAsksPrevention:
                Function.OnManual(machine.Id, ManualAction.Prevent);
                break;
            case WorldEventKind.PolicyChanges:
                Policy = Policy with { Mode = (ResponseMode)Prng.Below(3), Prevention = (PreventionMode)Prng.Below(4) };
                Story?.Add($"  from now on {Policy.Mode}, prevention {Policy.Prevention}");
                Function.Deploy();
                break;
            case WorldEventKind.FunctionIsDeployed:
                Function.Deploy();
                break;
            case WorldEventKind.OperatorStops:
                instance.TakeAway("stopped");
                break;
            case WorldEventKind.OperatorTerminates:
                instance.TakeAway("terminated");
                break;
            default:
                if (machine.IsUp)
                {
                    HappenOn(instance, e.Kind);
                }

                break;
        }
    }

    private void HappenOn(Instance instance, WorldEventKind kind)
    {
        Machine machine = instance.Machine;
        switch (kind)
        {
            case WorldEventKind.SessionEnds:
                machine.EndSession();
                break;
            case WorldEventKind.LineIsForged:
                machine.ForgeLine();
                break;
            case WorldEventKind.LogIsFlooded:
                Flood(instance, 60);
                break;
            case WorldEventKind.NeighbourFails when machine.HasNeighbour:
                machine.NeighbourFails();
                break;
            case WorldEventKind.NeighbourFails:
                break;
            case WorldEventKind.ClockIsSet:
                machine.SetClock(Prng.Seconds(-6 * 3600, 6 * 3600), 2 * Policy.MaxLineLateness);
                break;
            case WorldEventKind.PackageManagerStarts:
                machine.Hazard = Machine.PackageManager;
                break;
            case WorldEventKind.ShutdownIsInhibited:
                machine.Hazard = "shutdown-inhibited";
                break;
            case WorldEventKind.HazardEnds:
                machine.Hazard = null;
                break;
            case WorldEventKind.ApacheIsKilled:
                machine.KillApache();
                break;
            case WorldEventKind.OperatorEdits:
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1 };
                break;
            case WorldEventKind.OperatorBreaksConfig:
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1, IsBroken = true };
                break;
            case WorldEventKind.OperatorMendsConfig:
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1, IsBroken = false };
                break;
            case WorldEventKind.OperatorReboots:
                instance.RebootByOthers();
                break;
            case WorldEventKind.OperatorRestartsApache:
                Restart(machine);
                break;
            case WorldEventKind.OperatorStopsApache:
                machine.StopApache("others");
                break;
            case WorldEventKind.OperatorFixesByHand:
                machine.Config = machine.Config with { FixedByHand = true, IsBroken = false };
                Restart(machine);
                break;
            case WorldEventKind.OperatorRevertsFix:
                machine.Config = machine.Config with { Revision = machine.Config.Revision + 1, FixedByHand = false, Fix = FixState.None };
                Restart(machine);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "nobody does this on a machine");
        }
    }

    /// <summary>A line every other second, while anybody is there to write it.</summary>
    private void Flood(Instance instance, int lineCount)
    {
        instance.Machine.ForgeLine();
        if (lineCount > 1)
        {
            Queue.After(TimeSpan.FromSeconds(2), () => Flood(instance, lineCount - 1));
        }
    }

    private static void Restart(Machine machine)
    {
        machine.StopApache("others");
        machine.KillOrphan();
        machine.StartApache();
    }

    private Instance Build(MachineSetup setup, int index, Prng prng)
    {
        var machine = new Machine(InstanceId.Parse(string.Create(CultureInfo.InvariantCulture, $"i-{index + 1:x17}")), Queue, prng)
        {
            Mpm = setup.Mpm,
            HasNeighbour = setup.HasNeighbour,
            ClockSkew = setup.ClockSkew,
            Config = new Configuration { OverridesDefault = setup.OverridesDefault },
        };
        if (setup.IsOptedIn)
        {
            machine.Tags[Scenario.OptInTag] = "on";
        }

        if (setup.Group is { } group)
        {
            machine.Tags["aws:autoscaling:groupName"] = group;
        }

        var instance = new Instance(this, machine);
        machine.LineLogged = (line, at) => Bus.LineLogged(instance, line, at);
        return instance;
    }
}
