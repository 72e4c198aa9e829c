using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary><c>infra/ssm/scripts/restore.sh</c>.</summary>
internal sealed class Restore(CommandRun run, Change change)
{
    private readonly Guard _guard = new(run, change);

    private Machine Machine => run.Machine;

    private StateDirectory State => run.Files!.State;

    public void Run()
    {
        string hash = Machine.Config.Hash;
        if (Refusal(hash) is { } refusal)
        {
            run.End("refused", refusal, 10);
        }
        else if (hash != change.ExpectedConfigHash)
        {
            _guard.NoteConfiguration();
            run.End("unchanged", "already-restored", 0);
        }
        else
        {
            run.World.Changes.OnConfigChange(run.Instance, change, hash);
            run.Files!.ChangeTo(State.Backup!.Value, inTwoMoves: false, Conclude);
        }
    }

    private string? Refusal(string hash)
    {
        if ((_guard.Locked() ?? _guard.Broken() ?? _guard.OldOrder()) is { } first)
        {
            return first;
        }

        if (State.Backup is null)
        {
            return "no-backup";
        }

        if (hash != change.ExpectedConfigHash)
        {
            return hash == State.HashBefore && change.ExpectedConfigHash == State.HashAfter ? null : "stale-config";
        }

        bool isOurs = State.IsHalfDone ? (Machine.Config with { Fix = State.Backup.Value }).Hash == State.HashBefore : hash == State.HashAfter;
        return _guard.Outlived() ?? _guard.Hazard(loadsOwnLineAlone: State.ReloadedFor is not null)
            ?? (run.Guards.ChecksConfigHash && !isOurs ? "changed-since" : null);
    }

    private void Conclude()
    {
        if (Machine.Config.Hash == State.HashBefore && !Machine.Config.IsBroken)
        {
            State.Backup = State.HashAfter is null ? null : State.Backup;
            run.World.Changes.OnConfigChanged(run.Instance, change);
            _guard.NoteConfiguration();
            run.End("restored", "as-before", 0);
            return;
        }

        run.Files!.PutBack();
        bool isUndone = Machine.Config.Hash == change.ExpectedConfigHash;
        run.End(isUndone ? "failed-restored" : "failed", Machine.Config.IsBroken ? "configtest" : "hash-differs", isUndone ? 20 : 21);
    }
}
