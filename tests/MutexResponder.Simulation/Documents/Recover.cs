using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary><c>infra/ssm/scripts/recover.sh</c>.</summary>
internal sealed class Recover(CommandRun run, Change change)
{
    private readonly Guard _guard = new(run, change);

    private Machine Machine => run.Machine;

    private StateDirectory State => Machine.StateOf(change.IncidentId);

    private bool IsExpectedBoot => Machine.BootId == change.ExpectedBootId;

    public void Run()
    {
        bool isReboot = run.Parameters["Recovery"] == "reboot";
        if (Machine.IsLocked)
        {
            run.End("refused", "locked", 10);
        }
        else if (!isReboot && run.Guards.ChecksBoot && !IsExpectedBoot)
        {
            run.End("refused", "stale-boot-id", 10);
        }
        else if (isReboot)
        {
            ByReboot();
        }
        else if (run.Parameters["Recovery"] == "reload")
        {
            ByReload();
        }
        else
        {
            ByRestart();
        }
    }

    private void ByReboot()
    {
        if (IsExpectedBoot || (!run.Guards.ChecksBoot && State.RebootFrom != Machine.BootId))
        {
            Schedule();
        }
        else if (State.RebootFrom == change.ExpectedBootId || !run.Guards.ChecksBoot)
        {
            Finish("reboot", 0, false);
        }
        else
        {
            run.End("refused", "stale-boot-id", 10);
        }
    }

    private void Schedule()
    {
        bool isScheduled = State.RebootFrom == Machine.BootId;
        if (!isScheduled && _guard.Outlived() is { } outlived)
        {
            run.End("refused", outlived, 10);
            return;
        }

        if (!isScheduled)
        {
            State.RebootFrom = Machine.BootId;
            run.Later(1.5, () => run.Instance.RebootForUs(change));
        }

        // The agent's own restart comes a minute later, in case ours does not happen.
        run.Later(62, () => run.Instance.RebootForUs(change));
        run.AwaitReboot(isScheduled ? "already-scheduled" : "scheduled");
    }

    private void ByRestart()
    {
        string found = Machine.ParentIdentity;
        string order = $"{Machine.BootId} {change.ExpectedParent}";
        bool lives = Machine.Apache.ParentPid is not null;
        bool isBegun = State.RestartOrder == order;
        if (run.Guards.RestartsOnce && isBegun && lives && found != change.ExpectedParent && found != State.RestartFound)
        {
            Finish("already-restarted", 0, false);
            return;
        }

        string? outlived = isBegun ? !lives && State.RestartFound == "done" ? "stopped-on-purpose" : null : _guard.Outlived();
        if (outlived is not null)
        {
            run.End("refused", outlived, 10);
            return;
        }

        State.RestartOrder = order;
        State.RestartFound = found;
        Machine.Lock(run);
        run.World.Changes.OnRestart(run.Instance, change);
        run.Later(1, () =>
        {
            Machine.StopApache(by: "our restart");
            Machine.KillOrphan();
        });
        run.Later(3, () =>
        {
            Machine.StartApache();
            Finish("restart", 0, false);
        });
    }

    /// <summary>Until it listens, 60 seconds at most; Apache is started once where it is not running after 15.</summary>
    private void Finish(string reason, int waitedSeconds, bool hasStarted)
    {
        Machine.Lock(run);
        if (Machine.SiteAnswers)
        {
            Machine.Unlock(run);
            State.RestartFound = reason == "reboot" ? State.RestartFound : "done";
            run.End("recovered", reason, 0);
        }
        else if (waitedSeconds >= 60)
        {
            Machine.Unlock(run);
            run.End("failed", Machine.Apache.ParentPid is null ? "no-parent" : "not-listening", 30);
        }
        else
        {
            bool starts = Machine.Apache.ParentPid is null && !hasStarted && waitedSeconds >= 15;
            if (starts)
            {
                Machine.KillOrphan();
                Machine.StartApache();
            }

            run.Later(3, () => Finish(reason, waitedSeconds + 3, hasStarted || starts));
        }
    }

    private void ByReload()
    {
        if (State.ReloadedFor == $"{Machine.BootId} {change.ExpectedParent}" && Machine.ParentIdentity == change.ExpectedParent)
        {
            run.End("recovered", "already-reloaded", 0);
            return;
        }

        string? refusal = _guard.Outlived() ?? (Machine.Apache.ParentPid is null ? "no-parent" : null);
        if (refusal is not null)
        {
            run.End("refused", refusal, 10);
            return;
        }

        Machine.Lock(run);
        if (Machine.Config.IsBroken)
        {
            ReloadFails("configtest");
            return;
        }

        run.World.Changes.OnReload(run.Instance, change);
        Machine.ReloadApache();
        run.Later(1.5, () =>
        {
            if (Machine.ParentIdentity != change.ExpectedParent || !Machine.SiteAnswers)
            {
                ReloadFails(Machine.ParentIdentity == "none" ? "stopped-on-purpose" : Machine.SiteAnswers ? "died-in-reload" : "not-reloaded");
                return;
            }

            Machine.Unlock(run);
            State.ReloadedFor = $"{Machine.BootId} {change.ExpectedParent}";
            run.End("recovered", "reload", 0);
        });
    }

    /// <summary>Nothing of the change stays; a server that lives goes back as gently, and one that ended is started again.</summary>
    private void ReloadFails(string reason)
    {
        StateDirectory files = run.Files!.State;
        if (change.Goal == Incidents.IncidentGoal.Prevent && files.Backup is { } backup)
        {
            Machine.Config = Machine.Config with { Fix = backup };
            files.Backup = null;
            files.HashAfter = null;
        }

        if (reason is not ("configtest" or "stopped-on-purpose"))
        {
            if (Machine.Apache.ParentPid is null)
            {
                Machine.StartApache();
            }
            else if (!Machine.Config.IsBroken)
            {
                Machine.ReloadApache();
            }
        }

        Machine.Unlock(run);
        run.End("failed", reason, 30);
    }
}
