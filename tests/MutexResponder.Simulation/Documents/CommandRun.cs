using System.Globalization;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Invariants;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary>
/// One run of one of our documents by the agent: the steps in order, a failed one ends the document, exit
/// 194 runs the same step again after the restart. The scripts' guards are those of <c>infra/ssm/scripts</c>.
/// </summary>
internal sealed class CommandRun
{
    private const int ExitRebooting = 194;

    private readonly World _world;
    private readonly Instance _instance;
    private readonly SimulatedCommand _command;
    private readonly List<Step> _steps;
    private readonly Change? _change;
    private FixState _fixBefore;
    private bool _isChangingFiles;
    private bool _awaitsReboot;
    private bool _isRunning;
    private CommandStatus _worst = CommandStatus.Succeeded;

    public CommandRun(World world, Instance instance, SimulatedCommand command)
    {
        _world = world;
        _instance = instance;
        _command = command;
        _steps = command.Request.Kind == CommandKind.Inspect ? [Step.Collect] : [Step.Apply, Step.Recover];
        IReadOnlyDictionary<string, string> parameters = command.Request.Parameters;
        _change = command.Request.Kind == CommandKind.Remediate
            ? new Change(SendInvariants.Read<IncidentId>(parameters["IncidentId"]), command.Request.Comment, parameters["ExpectedBootId"], parameters["ExpectedConfigHash"])
            : null;
    }

    private Machine Machine => _instance.Machine;

    public void Begin()
    {
        _isRunning = true;
        _instance.Runs.Add(this);
        RunStep();
    }

    /// <summary>The machine goes down, and what the agent was doing with it.</summary>
    /// <param name="inOrder">Scripts are told to end, and put back what they had begun.</param>
    public void OnDown(bool inOrder)
    {
        if (_isChangingFiles)
        {
            _isChangingFiles = false;
            if (inOrder && _world.Guards.RestoresOnFailure)
            {
                Machine.Config = Machine.Config with { Fix = _fixBefore };
                State.Backup = null;
            }
            else
            {
                _instance.LostPowerWhileChanging = !inOrder || _instance.LostPowerWhileChanging;
            }
        }

        _isRunning = false;
    }

    /// <summary>The agent is back after a restart of the machine.</summary>
    public void OnUp()
    {
        if (_world.Weather.Strikes(FaultKind.RunForgotten))
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
        _world.Story?.Add($"  {Machine.Id} forgets {_command.Request.Comment}");
        _instance.Runs.Remove(this);
        _isRunning = false;
        if (!_world.Weather.Strikes(FaultKind.StatusStuck))
        {
            _world.Queue.AfterInBackground(_world.Prng.Seconds(600, 2400), () => _world.Commands.End(_command, CommandStatus.TimedOut, "Execution Timed Out"));
        }
    }

    private void RunStep()
    {
        if (_steps.Count == 0)
        {
            _instance.Runs.Remove(this);
            _world.Commands.End(_command, _worst, _worst == CommandStatus.Succeeded ? "Success" : "Failed", _instance.UntilAgentOnline);
            return;
        }

        switch (_steps[0])
        {
            case Step.Apply:
                Later(0.3, Apply);
                break;
            case Step.Recover:
                Later(0.3, Recover);
                break;
            default:
                Later(_world.Prng.Seconds(0.5, 3).TotalSeconds, Collect);
                break;
        }
    }

    private void Apply()
    {
        if (Machine.LockHolder is null && _world.Guards.TakesBackHalfChanges && State.IsHalfDone && !TakesBackHalf())
        {
            return;
        }

        if (Refusal() is { } refusal)
        {
            End("refused", refusal, 10);
            return;
        }

        string hash = Machine.Config.Hash;
        if (_world.Guards.ChecksConfigHash && hash != _change!.ExpectedConfigHash)
        {
            StateDirectory? state = Machine.StateDirectories.GetValueOrDefault(_change.IncidentId);
            bool isOurs = state?.HashBefore == _change.ExpectedConfigHash && state.HashAfter == hash;
            End(isOurs ? "unchanged" : "refused", isOurs ? "already-applied" : "stale-config", isOurs ? 0 : 10);
            return;
        }

        if (Machine.Config.IsBroken)
        {
            End("refused", "config-broken", 10);
        }
        else if (Outlived() is { } outlived)
        {
            End("refused", outlived, 10);
        }
        else if (_command.Request.Parameters["Remedy"] == "none")
        {
            End("unchanged", "none-wanted", 0);
        }
        else if (Machine.Config.IsImmune)
        {
            End("unchanged", "already-fixed", 0);
        }
        else
        {
            ChangeFiles(hash);
        }
    }

    /// <summary>Power was lost in the middle of this incident's change; a person may have changed something since.</summary>
    /// <returns>Whether the order can go on from there.</returns>
    private bool TakesBackHalf()
    {
        Configuration before = Machine.Config with { Fix = State.Backup!.Value };
        if (_command.Request.Parameters["Remedy"] == "uncomment" && before.Hash != State.HashBefore)
        {
            End("failed", "interrupted", 21);
            return false;
        }

        Machine.Config = before;
        if (before.Hash != State.HashBefore)
        {
            End("failed", "interrupted", 21);
            return false;
        }

        State.Backup = null;
        bool goesOn = Machine.BootId == _change!.ExpectedBootId && State.HashBefore == _change.ExpectedConfigHash;
        if (!goesOn)
        {
            End("failed-restored", "interrupted", 20);
        }

        return goesOn;
    }

    private void ChangeFiles(string hashBefore)
    {
        Machine.LockHolder = this;
        _fixBefore = Machine.Config.Fix;
        State.HashBefore = _change!.ExpectedConfigHash;
        State.HashAfter = null;
        State.Backup = _fixBefore;
        _isChangingFiles = true;
        _world.Changes.OnConfigChange(_instance, _change, hashBefore);
        if (_command.Request.Parameters["Remedy"] != "uncomment")
        {
            Later(0.3, () => Machine.Config = Machine.Config with { Fix = FixState.Half });
        }

        Later(0.7, () => Machine.Config = Machine.Config with { Fix = FixState.Full });
        Later(1.2, () =>
        {
            _isChangingFiles = false;
            Machine.LockHolder = null;
            if (!Machine.Config.IsBroken && Machine.Config.IsImmune)
            {
                State.HashAfter = Machine.Config.Hash;
                _world.Changes.OnConfigChanged(_instance, _change);
                End("changed", "applied", 0);
                return;
            }

            if (_world.Guards.RestoresOnFailure)
            {
                Machine.Config = Machine.Config with { Fix = _fixBefore };
            }

            bool isRestored = Machine.Config.Hash == _change.ExpectedConfigHash;
            State.Backup = isRestored ? null : State.Backup;
            End(isRestored ? "failed-restored" : "failed", Machine.Config.IsBroken ? "configtest" : "overridden-default", isRestored ? 20 : 21);
        });
    }

    private void Recover()
    {
        bool isExpectedBoot = Machine.BootId == _change!.ExpectedBootId;
        if (Machine.LockHolder is not null)
        {
            End("refused", "locked", 10);
        }
        else if (_command.Request.Parameters["Recovery"] == "restart")
        {
            if (_world.Guards.ChecksBoot && !isExpectedBoot)
            {
                End("refused", "stale-boot-id", 10);
                return;
            }

            RestartApache();
        }
        else if (isExpectedBoot || (!_world.Guards.ChecksBoot && State.RebootFrom != Machine.BootId))
        {
            ScheduleReboot();
        }
        else if (State.RebootFrom == _change.ExpectedBootId || !_world.Guards.ChecksBoot)
        {
            Finish("reboot", 0, false);
        }
        else
        {
            End("refused", "stale-boot-id", 10);
        }
    }

    private void ScheduleReboot()
    {
        bool isScheduled = State.RebootFrom == Machine.BootId;
        if (!isScheduled && Outlived() is { } outlived)
        {
            End("refused", outlived, 10);
            return;
        }

        if (!isScheduled)
        {
            State.RebootFrom = Machine.BootId;
            Later(5, () => _instance.RebootForUs(_change!));
        }

        // Exit 194 makes the agent order a restart of its own a minute later, in case ours does not happen.
        Later(62, () => _instance.RebootForUs(_change!));
        Command("recover", $"#result step=recover status=rebooting reason={(isScheduled ? "already-scheduled" : "scheduled")} boot_id={Machine.BootId}", CommandStatus.Running, ExitRebooting);
        _awaitsReboot = true;
    }

    private void RestartApache()
    {
        string expected = _command.Request.Parameters["ExpectedParent"];
        string found = Machine.ParentIdentity;
        string order = $"{Machine.BootId} {expected}";
        bool lives = !found.StartsWith("none", StringComparison.Ordinal);
        bool isBegun = State.RestartOrder == order;
        if (_world.Guards.RestartsOnce && isBegun && lives && found != expected && found != State.RestartFound)
        {
            Finish("already-restarted", 0, false);
            return;
        }

        string? outlived = isBegun ? !lives && State.RestartFound == "done" ? "stopped-on-purpose" : null : Outlived();
        if (outlived is not null)
        {
            End("refused", outlived, 10);
            return;
        }

        State.RestartOrder = order;
        State.RestartFound = found;
        Machine.LockHolder = this;
        _world.Changes.OnRestart(_instance, _change!);
        Later(1, () =>
        {
            Machine.StopApache();
            Machine.KillOrphan();
        });
        Later(3, () =>
        {
            Machine.StartApache();
            Finish("restart", 0, false);
        });
    }

    /// <summary>Until a port answers, 60 seconds at most; Apache is started once where it is not running after 15.</summary>
    private void Finish(string reason, int waitedSeconds, bool hasStarted)
    {
        Machine.LockHolder = this;
        if (Machine.SiteAnswers)
        {
            Machine.LockHolder = null;
            State.RestartFound = reason == "reboot" ? State.RestartFound : "done";
            End("recovered", reason, 0);
        }
        else if (waitedSeconds >= 60)
        {
            Machine.LockHolder = null;
            End("failed", Machine.Apache.ParentPid is null ? "no-parent" : "no-answer", 30);
        }
        else
        {
            bool starts = Machine.Apache.ParentPid is null && !hasStarted && waitedSeconds >= 15;
            if (starts)
            {
                Machine.KillOrphan();
                Machine.StartApache();
            }

            Later(3, () => Finish(reason, waitedSeconds + 3, hasStarted || starts));
        }
    }

    private void Collect()
    {
        if (_world.Weather.Strikes(FaultKind.StepTimedOut))
        {
            Later(60, () => EndStep("", CommandStatus.TimedOut, -1));
            return;
        }

        string text = _world.Evidence.Collect(Machine);
        if (_world.Weather.Strikes(FaultKind.OutputCut))
        {
            text = text[..(int)(text.Length * _world.Prng.NextFraction())];
        }

        EndStep(text, CommandStatus.Succeeded, 0);
    }

    private StateDirectory State
    {
        get
        {
            if (!Machine.StateDirectories.TryGetValue(_change!.IncidentId, out StateDirectory? state))
            {
                Machine.StateDirectories[_change.IncidentId] = state = new StateDirectory();
            }

            return state;
        }
    }

    /// <summary>Why the order is one that the machine has outlived in the boot that it was given for; null where it is not.</summary>
    private string? Outlived()
    {
        if (!_world.Guards.ChecksParent)
        {
            return null;
        }

        if ((_world.Queue.Elapsed - Machine.BootedAt).TotalSeconds > long.Parse(_command.Request.Parameters["ValidUntilUptime"], CultureInfo.InvariantCulture))
        {
            return "evidence-too-old";
        }

        string expected = _command.Request.Parameters["ExpectedParent"];
        string found = Machine.ParentIdentity;
        return found == expected || (found.StartsWith("none-", StringComparison.Ordinal) && found["none-".Length..] == expected.Split('-')[0])
            ? null
            : found == "none" ? "stopped-on-purpose" : "stale-parent";
    }

    /// <summary>What both changing steps look at first.</summary>
    private string? Refusal() => Machine.LockHolder is not null
        ? "locked"
        : _world.Guards.ChecksBoot && Machine.BootId != _change!.ExpectedBootId ? "stale-boot-id" : null;

    private void End(string status, string reason, int exitCode)
    {
        string step = Name(_steps[0]);
        if (status == "refused" && reason != "locked")
        {
            _world.Changes.OnRefused(_instance, _change!);
        }

        EndStep($"#result step={step} status={status} reason={reason}", exitCode == 0 ? CommandStatus.Succeeded : CommandStatus.Failed, exitCode);
    }

    private void EndStep(string stdout, CommandStatus status, int exitCode)
    {
        Command(Name(_steps[0]), stdout, status, exitCode);
        if (status != CommandStatus.Succeeded)
        {
            _worst = status;
        }

        _steps.RemoveAt(0);
        if (exitCode != 0)
        {
            _steps.Clear();
        }

        RunStep();
    }

    /// <summary>Output of a step that ran twice is joined, as the agent does.</summary>
    private void Command(string step, string stdout, CommandStatus status, int exitCode)
    {
        _world.Story?.Add($"  {Machine.Id} {step}: {(step == "collect" ? $"{stdout.Length} characters" : stdout)}");
        CommandStep? earlier = _command.Steps.Find(s => s.Name == step);
        if (earlier is not null)
        {
            _command.Steps.Remove(earlier);
            stdout = earlier.Stdout + "\n" + stdout;
        }

        _command.Steps.Add(new CommandStep(step, status, exitCode, stdout, ""));
    }

    /// <summary>Happens only while the machine has not gone down in between.</summary>
    private void Later(double seconds, Action action)
    {
        int boot = Machine.BootNumber;
        _world.Queue.After(TimeSpan.FromSeconds(seconds), () =>
        {
            if (Machine.BootNumber == boot && Machine.IsUp && (_isRunning || _awaitsReboot))
            {
                action();
            }
        });
    }

    private static string Name(Step step) => step switch
    {
        Step.Apply => "apply",
        Step.Recover => "recover",
        _ => "collect",
    };
}
