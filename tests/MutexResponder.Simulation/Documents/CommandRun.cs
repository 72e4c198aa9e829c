using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary>
/// One run of one of our documents by the agent: the steps in order, a failed one ends the document, one that timed out does not, and exit
/// 194 runs the same step again after the restart.
/// </summary>
internal sealed class CommandRun
{
    private readonly SimulatedCommand _command;
    private readonly Queue<(string Name, Action Run)> _steps;
    private bool _awaitsReboot;
    private bool _isRunning;
    private int _stepNumber;
    private CommandStatus _worst = CommandStatus.Succeeded;

    public CommandRun(World world, Instance instance, SimulatedCommand command)
    {
        World = world;
        Instance = instance;
        _command = command;
        CommandKind kind = command.Request.Kind;
        Change = kind == CommandKind.Inspect ? null : Change.Of(command.Request);
        Files = Change is null ? null : new ChangedFiles(this, Change);
        _steps = new Queue<(string, Action)>(kind switch
        {
            CommandKind.Remediate => [("apply", new Apply(this, Change!).Run), ("recover", new Recover(this, Change!).Run)],
            CommandKind.Rollback => [("restore", new Restore(this, Change!).Run), ("recover", new Recover(this, Change!).Run)],
            _ => [("collect", Collect)],
        });
    }

    public World World { get; }

    public Instance Instance { get; }

    public Machine Machine => Instance.Machine;

    public DocumentGuards Guards => World.Guards;

    public IReadOnlyDictionary<string, string> Parameters => _command.Request.Parameters;

    /// <summary>The files that this run is changing; null where it changes none.</summary>
    public ChangedFiles? Files { get; }

    private Change? Change { get; }

    public void Begin()
    {
        _isRunning = true;
        Instance.Runs.Add(this);
        RunStep();
    }

    /// <summary>The machine goes down, and what the agent was doing with it.</summary>
    /// <param name="inOrder">Scripts are told to end, and put back what they had begun.</param>
    public void OnDown(bool inOrder)
    {
        Files?.OnStopped(isTold: inOrder);
        _isRunning = false;
    }

    /// <summary>The agent is back after a restart of the machine.</summary>
    public void OnUp()
    {
        if (World.Weather.Strikes(FaultKind.RunForgotten))
        {
            Forget();
            return;
        }

        _awaitsReboot = false;
        _isRunning = true;
        RunStep();
    }

    /// <summary>Nobody will ever say how it went; SSM may notice after its own time.</summary>
    public void Forget()
    {
        World.Story?.Add($"  {Machine.Id} forgets {_command.Request.Comment}");
        Instance.Runs.Remove(this);
        _isRunning = false;
        if (!World.Weather.Strikes(FaultKind.StatusStuck))
        {
            World.Queue.AfterInBackground(World.Prng.Seconds(600, 2400), () => World.Commands.End(_command, CommandStatus.TimedOut, "Execution Timed Out"));
        }
    }

    /// <summary>Happens only while the step runs, and the machine has not gone down in between.</summary>
    public void Later(double seconds, Action action)
    {
        int boot = Machine.BootNumber;
        int step = _stepNumber;
        World.Queue.After(TimeSpan.FromSeconds(seconds), () =>
        {
            if (Machine.BootNumber == boot && step == _stepNumber && Machine.IsUp && (_isRunning || _awaitsReboot))
            {
                action();
            }
        });
    }

    /// <summary>The script prints its result line and ends.</summary>
    public void End(string status, string reason, int exitCode)
    {
        if (status == "refused" && reason != "locked" && _steps.Peek().Name == "apply")
        {
            World.Changes.OnRefused(Instance, Change!);
        }

        EndStep($"#result step={_steps.Peek().Name} status={status} reason={reason}", exitCode == 0 ? CommandStatus.Succeeded : CommandStatus.Failed, exitCode);
    }

    /// <summary>Exit 194: the agent orders a restart of its own, and runs the step again after it.</summary>
    public void AwaitReboot(string reason)
    {
        Keep(_steps.Peek().Name, $"#result step=recover status=rebooting reason={reason} boot_id={Machine.BootId}", CommandStatus.Running, 194);
        _awaitsReboot = true;
    }

    private void RunStep()
    {
        _stepNumber++;
        if (!_steps.TryPeek(out (string Name, Action Run) step))
        {
            Instance.Runs.Remove(this);
            World.Commands.End(_command, _worst, _worst == CommandStatus.Succeeded ? "Success" : "Failed", Instance.UntilAgentOnline);
            return;
        }

        if (Change is not null && World.Weather.Strikes(FaultKind.ChangedBetweenSteps))
        {
            Instance.ChangeByOthers();
        }

        bool isStuck = World.Weather.Strikes(FaultKind.StepTimedOut);
        Later(step.Name == "collect" ? World.Prng.Seconds(0.5, 3).TotalSeconds : 0.3, isStuck && step.Name == "collect" ? () => { } : step.Run);
        if (isStuck)
        {
            // What has begun stays as it is, at whatever point that is.
            Later(step.Name switch { "collect" => 60, _ => World.Prng.Seconds(0.4, 4).TotalSeconds }, () =>
            {
                Files?.OnStopped(isTold: false);
                Machine.Unlock(this);
                EndStep("", CommandStatus.TimedOut, -1);
            });
        }
    }

    private void Collect()
    {
        string text = World.Evidence.Collect(Machine);
        if (World.Weather.Strikes(FaultKind.OutputCut))
        {
            text = text[..(int)(text.Length * World.Prng.NextFraction())];
        }

        EndStep(text, CommandStatus.Succeeded, 0);
    }

    private void EndStep(string stdout, CommandStatus status, int exitCode)
    {
        Keep(_steps.Dequeue().Name, stdout, status, exitCode);
        if (status != CommandStatus.Succeeded)
        {
            _worst = status;
        }

        if (status == CommandStatus.Failed)
        {
            _steps.Clear();
        }

        RunStep();
    }

    /// <summary>Output of a step that ran twice is joined, as the agent does.</summary>
    private void Keep(string step, string stdout, CommandStatus status, int exitCode)
    {
        World.Story?.Add($"  {Machine.Id} {step}: {(step == "collect" ? $"{stdout.Length} characters" : stdout)}{(status == CommandStatus.TimedOut ? "timed out" : "")}");
        CommandStep? earlier = _command.Steps.Find(s => s.Name == step);
        if (earlier is not null)
        {
            _command.Steps.Remove(earlier);
            stdout = earlier.Stdout + "\n" + stdout;
        }

        _command.Steps.Add(new CommandStep(step, status, exitCode, stdout, ""));
    }
}
