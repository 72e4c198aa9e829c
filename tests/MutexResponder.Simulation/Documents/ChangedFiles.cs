using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary>The files below Apache's configuration that one run changes, and what happens to them when the script is stopped in the middle.</summary>
internal sealed class ChangedFiles(CommandRun run, Change change)
{
    private FixState _before;
    private bool _isChanging;

    private Machine Machine => run.Machine;

    /// <summary>What the scripts keep on disk for the incident that makes, or made, the change.</summary>
    public StateDirectory State => Machine.StateOf(change.FilesOf);

    /// <summary>In two moves a moment apart, as the layout's folders need it, or in one.</summary>
    /// <param name="to">What is to stand there.</param>
    /// <param name="inTwoMoves">There is a moment in which one half of it stands.</param>
    /// <param name="then">Goes on when it is written and tested.</param>
    public void ChangeTo(FixState to, bool inTwoMoves, Action then)
    {
        Machine.Lock(run);
        _before = Machine.Config.Fix;
        _isChanging = true;
        if (inTwoMoves)
        {
            run.Later(0.3, () => Machine.Config = Machine.Config with { Fix = FixState.Half });
        }

        run.Later(0.7, () => Machine.Config = Machine.Config with { Fix = to });
        run.Later(1.2, () =>
        {
            _isChanging = false;
            Machine.Unlock(run);
            then();
        });
    }

    /// <summary>Nothing of the change stays.</summary>
    public void PutBack()
    {
        if (run.Guards.RestoresOnFailure)
        {
            Machine.Config = Machine.Config with { Fix = _before };
        }
    }

    /// <param name="isTold">The script is told to end and puts back what it had begun; else it ends where it is.</param>
    public void OnStopped(bool isTold)
    {
        if (!_isChanging)
        {
            return;
        }

        _isChanging = false;
        if (isTold && run.Guards.RestoresOnFailure)
        {
            Machine.Config = Machine.Config with { Fix = _before };
            State.Backup = change.Goal == Incidents.IncidentGoal.Rollback ? State.Backup : null;
        }
        else
        {
            run.Instance.WasStoppedWhileChanging = true;
        }
    }
}
