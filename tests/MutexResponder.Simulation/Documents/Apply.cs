using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary><c>infra/ssm/scripts/apply.sh</c>.</summary>
internal sealed class Apply(CommandRun run, Change change)
{
    private readonly Guard _guard = new(run, change);

    private Machine Machine => run.Machine;

    private StateDirectory State => run.Files!.State;

    private bool IsUncommenting => run.Parameters["Remedy"] == "uncomment";

    public void Run()
    {
        if (Machine.IsLocked)
        {
            run.End("refused", "locked", 10);
            return;
        }

        if (run.Guards.TakesBackHalfChanges && State.IsHalfDone && !TakesBackHalf())
        {
            return;
        }

        if (run.Guards.ChecksBoot && Machine.BootId != change.ExpectedBootId)
        {
            run.End("refused", "stale-boot-id", 10);
            return;
        }

        string hash = Machine.Config.Hash;
        if (run.Guards.ChecksConfigHash && hash != change.ExpectedConfigHash)
        {
            bool isOurs = State.HashBefore == change.ExpectedConfigHash && State.HashAfter == hash;
            run.End(isOurs ? "unchanged" : "refused", isOurs ? "already-applied" : "stale-config", isOurs ? 0 : 10);
            return;
        }

        string? refusal = Machine.Config.IsBroken ? "config-broken" : _guard.Outlived() ?? _guard.Hazard(loadsOwnLineAlone: run.Parameters["Remedy"] != "none");
        if (refusal is not null)
        {
            run.End("refused", refusal, 10);
        }
        else if (run.Parameters["Remedy"] == "none")
        {
            run.End("unchanged", "none-wanted", 0);
        }
        else if (Machine.Config.IsImmune)
        {
            run.End("unchanged", "already-fixed", 0);
        }
        else
        {
            ChangeFiles(hash);
        }
    }

    /// <summary>This incident's change was stopped in the middle; a person may have changed something since.</summary>
    /// <returns>Whether the order can go on from there.</returns>
    private bool TakesBackHalf()
    {
        Configuration before = Machine.Config with { Fix = State.Backup!.Value };
        if (IsUncommenting && before.Hash != State.HashBefore)
        {
            run.End("failed", "interrupted", 21);
            return false;
        }

        Machine.Config = before;
        if (before.Hash != State.HashBefore)
        {
            run.End("failed", "interrupted", 21);
            return false;
        }

        State.Backup = null;
        bool goesOn = Machine.BootId == change.ExpectedBootId && State.HashBefore == change.ExpectedConfigHash;
        if (!goesOn)
        {
            run.End("failed-restored", "interrupted", 20);
        }

        return goesOn;
    }

    private void ChangeFiles(string hashBefore)
    {
        State.HashBefore = change.ExpectedConfigHash;
        State.HashAfter = null;
        State.Backup = Machine.Config.Fix;
        run.World.Changes.OnConfigChange(run.Instance, change, hashBefore);
        run.Files!.ChangeTo(FixState.Full, inTwoMoves: !IsUncommenting, () =>
        {
            if (!Machine.Config.IsBroken && Machine.Config.IsImmune)
            {
                State.HashAfter = Machine.Config.Hash;
                run.World.Changes.OnConfigChanged(run.Instance, change);
                run.End("changed", "applied", 0);
                return;
            }

            run.Files.PutBack();
            bool isRestored = Machine.Config.Hash == change.ExpectedConfigHash;
            State.Backup = isRestored ? null : State.Backup;
            run.End(isRestored ? "failed-restored" : "failed", Machine.Config.IsBroken ? "configtest" : "overridden-default", isRestored ? 20 : 21);
        });
    }
}
