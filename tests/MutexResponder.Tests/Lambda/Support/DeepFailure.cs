namespace MutexResponder.Tests.Lambda.Support;

/// <summary>A failure whose stack is deeper than anybody wants to read.</summary>
internal static class DeepFailure
{
    /// <summary>Thrown so many calls deep.</summary>
    public static Exception Of(int calls, string message)
    {
        try
        {
            throw new InvalidOperationException($"{Call(calls)} calls, and no failure");
        }
        catch (IOException failure)
        {
            return failure;
        }

        // Adds, so that no call is the last thing that is done, and its frame stays.
        int Call(int left) => left == 0 ? throw new IOException(message) : 1 + Call(left - 1);
    }
}
