using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Lab.Display;

/// <summary>Shows nothing while it runs: for scripts that only want the result.</summary>
internal sealed class QuietView : IWatchRehearsal
{
    public void Tell(Moment moment)
    {
    }
}
