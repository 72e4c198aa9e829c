using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary><c>infra/ssm/scripts/recover.sh</c>.</summary>
internal sealed class Recover(CommandRun run, Change change)
{
    private readonly Guard _guard = new(run, change);

    private Machine Machine => run.Machine;

    private StateDirectory State => Machine.StateOf(change.IncidentId);

    private bool IsExpectedBoot => Machine.BootId == change.ExpectedBootId;

    /// <summary>As the markers name it.</summary>
    private string Order => $"{Machine.BootId} {change.OrderedParent}";

    public void Run()
    {
        if (Refuses(_guard.Locked() ?? _guard.Broken()))
        {
            return;
        }

        switch (run.Parameters["Recovery"])
        {
            case "reboot":
                ByReboot();
                break;
            case "reload":
                ByReload();
                break;
            default:
                ByRestart();
                break;
        }
    }

    private bool Refuses(string? reason)
    {
        if (reason is not null)
        {
            run.End("refused", reason, 10);
        }

        return reason is not null;
    }

    private void ByReboot()
    {
        if (IsExpectedBoot || (!run.Guards.ChecksBoot && State.RebootFrom != Machine.BootId))
        {
            if (!Refuses(_guard.OldOrder() ?? _guard.Outlived()))
            {
                Schedule();
            }
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
        if (!isScheduled && Refuses(_guard.OtherConfiguration()))
        {
            return;
        }

        if (!isScheduled)
        {
            run.World.Changes.OnRecover(run.Instance, change);
            State.RebootFrom = Machine.BootId;
            run.Later(1.5, () => run.Instance.RebootForUs(change));
        }

        // The agent's own restart comes a minute later, in case ours does not happen.
        run.Later(62, () => run.Instance.RebootForUs(change));
        run.AwaitReboot(isScheduled ? "already-scheduled" : "scheduled");
    }

    private void ByRestart()
    {
        if (Refuses(_guard.OldOrder()))
        {
            return;
        }

        string found = Machine.ParentIdentity;
        bool isBegun = State.RestartOrder == Order;
        bool isDone = isBegun && State.RestartFound == "done";
        bool isOurs = found != change.ExpectedParent && Machine.Apache.ParentPid is not null;
        if (isBegun && isOurs && run.Guards.RestartsOnce)
        {
            Finish("already-restarted", 0, false);
            return;
        }

        // Where it was interrupted after its orderly stop, it is done to its end.
        bool isInterrupted = isBegun && (found == "none" || isOurs);
        string? refusal = isDone && Machine.Apache.ParentPid is null ? "stopped-on-purpose"
            : isInterrupted ? null : _guard.Outlived() ?? _guard.OtherConfiguration();
        if (Refuses(refusal))
        {
            return;
        }

        if (!isInterrupted)
        {
            run.World.Changes.OnRecover(run.Instance, change);
        }

        State.RestartOrder = Order;
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
        if (Refuses(_guard.OldOrder()))
        {
            return;
        }

        if (State.ReloadedFor == Order && Machine.ParentIdentity == change.ExpectedParent)
        {
            run.End("recovered", "already-reloaded", 0);
            return;
        }

        if (Refuses(_guard.Outlived() ?? _guard.Hazard(loadsOwnLineAlone: false) ?? _guard.OtherConfiguration()))
        {
            return;
        }

        Machine.Lock(run);
        run.World.Changes.OnRecover(run.Instance, change);
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
            State.ReloadedFor = Order;
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

        if (reason != "stopped-on-purpose")
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
