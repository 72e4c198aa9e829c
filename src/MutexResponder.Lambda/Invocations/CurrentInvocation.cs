namespace MutexResponder.Lambda.Invocations;

/// <summary>The invocation being served. Lambda gives a process one at a time, so there is one value and no lookup.</summary>
public sealed class CurrentInvocation
{
    private volatile InvocationContext? _context;

    /// <summary>Null during the start and between invocations.</summary>
    public InvocationContext? Context
    {
        get => _context;
        set => _context = value;
    }
}
