using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Documents;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Machines;

/// <summary>A machine with its power and its SSM agent.</summary>
internal sealed class Instance(World world, Machine machine)
{
    /// <summary>SSM takes an agent for lost that it has not heard of for so long.</summary>
    private static readonly TimeSpan SilenceOfLost = TimeSpan.FromMinutes(5);

    private readonly List<SimulatedCommand> _undelivered = [];
    private TimeSpan _agentOnlineAt;
    private TimeSpan _silentSince;

    public Machine Machine => machine;

    /// <summary>Commands that the agent is running, or will go on with after the restart.</summary>
    public List<CommandRun> Runs { get; } = [];

    /// <summary>A script was ended at once while it was changing files, by the power or by its time-out: the only excuse for a half change.</summary>
    public bool WasStoppedWhileChanging { get; set; }

    /// <summary>It did not come back from a restart by itself.</summary>
    public bool IsHung { get; private set; }

    /// <summary>SSM refuses to send it anything: it is not running, or nothing was heard of its agent for minutes.</summary>
    public bool IsLostToSsm => machine.State != "running" || (!AgentAnswers && world.Queue.Elapsed - _silentSince >= SilenceOfLost);

    /// <summary>A log line's delivery ended among the dead letters: nobody can know of it.</summary>
    public bool LostSignals { get; set; }

    /// <summary>Removal lines that reached the function, newest first seen: virtual time of logging.</summary>
    public TimeSpan? NewestSignalHandled { get; set; }

    public TimeSpan UntilAgentOnline => _agentOnlineAt > world.Queue.Elapsed ? _agentOnlineAt - world.Queue.Elapsed : TimeSpan.Zero;

    private bool AgentAnswers => machine.IsUp && UntilAgentOnline == TimeSpan.Zero;

    public void PowerOn()
    {
        machine.Boot();
        IsHung = false;
        world.Story?.Add($"  {machine.Id} boots: {machine.BootId}");
        int boot = machine.BootNumber;
        InThisBoot(boot, world.Prng.Seconds(1, 4), () => machine.StartApache());
        TimeSpan agent = world.Prng.Seconds(2, 8);
        GoOffline(agent);
        InThisBoot(boot, agent, () =>
        {
            foreach (CommandRun run in Runs.ToArray())
            {
                run.OnUp();
            }
        });
        DeliverWhenOnline(boot);
    }

    /// <summary>SSM hands a command over, now or when the agent is there.</summary>
    public void Hand(SimulatedCommand command)
    {
        if (world.Weather.Strikes(FaultKind.AgentOffline))
        {
            GoOffline(world.Prng.Seconds(30, 600));
        }

        if (machine.State == "running" && world.Weather.Strikes(FaultKind.PowerCut))
        {
            world.Queue.After(world.Prng.Seconds(0, 8), () => GoDown(inOrder: false, comesBack: true, "a power cut"));
        }

        _undelivered.Add(command);
        DeliverWhenOnline(machine.BootNumber);
    }

    /// <summary>Our own reboot, ordered by a script or by the agent for it.</summary>
    public void RebootForUs(Change change)
    {
        world.Changes.OnReboot(this, change);
        GoDown(inOrder: true, comesBack: true, "our reboot");
    }

    /// <summary>Somebody writes something, or a package takes a module's file away: then nothing that the configuration's hash covers has changed.</summary>
    public void ChangeByOthers()
    {
        bool isBroken = world.Prng.Chance(0.6);
        machine.Config = machine.Config with { Revision = machine.Config.Revision + (isBroken && world.Prng.Chance(0.5) ? 0 : 1), IsBroken = machine.Config.IsBroken || isBroken };
        world.Story?.Add($"  {machine.Id}: somebody changes the configuration{(isBroken ? ", and breaks it" : "")}");
        if (isBroken)
        {
            world.Queue.After(world.Prng.Seconds(60, 900), () => machine.Config = machine.Config with { IsBroken = false });
        }
    }

    public void RebootByOthers() => GoDown(inOrder: true, comesBack: true, "others' reboot");

    /// <summary>EC2 asks the guest to reboot, and forces one down that does not answer, some minutes later.</summary>
    public void RebootByEc2()
    {
        if (machine.IsUp)
        {
            GoDown(inOrder: true, comesBack: true, "our reboot by EC2");
        }
        else
        {
            InThisBoot(machine.BootNumber, world.Prng.Seconds(200, 300), PowerOn, whileDown: true);
        }
    }

    /// <summary>The agent is silent for minutes, and has been for as long as SSM waits.</summary>
    public void LoseAgent(TimeSpan takes)
    {
        GoOffline(takes);
        _silentSince = world.Queue.Elapsed - SilenceOfLost;
    }

    /// <param name="state">EC2's word from here on.</param>
    public void TakeAway(string state)
    {
        GoDown(inOrder: state == "stopped", comesBack: false, "others");
        machine.State = state;
        foreach (CommandRun run in Runs.ToArray())
        {
            run.Forget();
        }
    }

    private void GoOffline(TimeSpan takes)
    {
        _silentSince = AgentAnswers ? world.Queue.Elapsed : _silentSince;
        _agentOnlineAt = world.Queue.Elapsed + takes;
    }

    private void GoDown(bool inOrder, bool comesBack, string by)
    {
        if (!machine.IsUp || machine.State != "running")
        {
            return;
        }

        world.Story?.Add($"  {machine.Id} goes down {(inOrder ? "in order" : "at once")}");
        foreach (CommandRun run in Runs)
        {
            run.OnDown(inOrder);
        }

        _silentSince = AgentAnswers ? world.Queue.Elapsed : _silentSince;
        machine.GoDown(inOrder, by);
        if (!comesBack)
        {
            return;
        }

        if (world.Weather.Strikes(FaultKind.RebootHung))
        {
            IsHung = true;
            foreach (CommandRun run in Runs.ToArray())
            {
                run.Forget();
            }

            return;
        }

        TimeSpan takes = world.Weather.Strikes(FaultKind.RebootSlow) ? world.Prng.Seconds(300, 1500) : world.Prng.Seconds(15, 60);
        InThisBoot(machine.BootNumber, takes, PowerOn, whileDown: true);
    }

    private void DeliverWhenOnline(int boot) => InThisBoot(boot, UntilAgentOnline + world.Prng.Seconds(0.2, 2), () =>
    {
        if (!AgentAnswers)
        {
            DeliverWhenOnline(boot);
            return;
        }

        foreach (SimulatedCommand command in _undelivered.ToArray())
        {
            _undelivered.Remove(command);
            if (!command.HasEnded)
            {
                command.HasStarted = true;
                new CommandRun(world, this, command).Begin();
            }
        }
    });

    private void InThisBoot(int boot, TimeSpan delay, Action action, bool whileDown = false) => world.Queue.After(delay, () =>
    {
        if (machine.BootNumber == boot && machine.IsUp != whileDown && machine.State == "running")
        {
            action();
        }
    });
}
