using System.Runtime.ExceptionServices;

namespace MutexResponder.Simulation.Runs;

/// <summary>
/// Runs on a thread of its own: test runners put a synchronisation context on theirs, which would take the order of a world
/// out of its hands.
/// </summary>
internal static class SingleThread
{
    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result!;
    }
}
