namespace MutexResponder.Lab.Rehearsals;

/// <summary>Is told what happens, in order, from many threads, one at a time.</summary>
public interface IWatchRehearsal
{
    void Tell(Moment moment);
}
