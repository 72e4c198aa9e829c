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
        if (_guard.Locked() is { } locked)
        {
            run.End("refused", locked, 10);
            return;
        }

        if (run.Guards.TakesBackHalfChanges && State.IsHalfDone && !TakesBackHalf())
        {
            return;
        }

        if ((_guard.Broken() ?? _guard.OldOrder()) is { } first)
        {
            run.End("refused", first, 10);
            return;
        }

        string hash = Machine.Config.Hash;
        if (run.Guards.ChecksConfigHash && hash != change.ExpectedConfigHash)
        {
            bool isOurs = State.HashBefore == change.ExpectedConfigHash && State.HashAfter == hash;
            if (isOurs)
            {
                Done("unchanged", "already-applied");
            }
            else
            {
                run.End("refused", "stale-config", 10);
            }

            return;
        }

        string? refusal = _guard.Outlived() ?? _guard.Hazard(loadsOwnLineAlone: run.Parameters["Remedy"] != "none");
        if (refusal is not null)
        {
            run.End("refused", refusal, 10);
        }
        else if (run.Parameters["Remedy"] == "none")
        {
            Done("unchanged", "none-wanted");
        }
        else if (Machine.Config.IsImmune)
        {
            Done("unchanged", "already-fixed");
        }
        else
        {
            ChangeFiles(hash);
        }
    }

    private void Done(string status, string reason)
    {
        _guard.NoteConfiguration();
        run.End(status, reason, 0);
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
                Done("changed", "applied");
                return;
            }

            run.Files.PutBack();
            bool isRestored = Machine.Config.Hash == change.ExpectedConfigHash;
            State.Backup = isRestored ? null : State.Backup;
            run.End(isRestored ? "failed-restored" : "failed", Machine.Config.IsBroken ? "configtest" : "overridden-default", isRestored ? 20 : 21);
        });
    }
}
