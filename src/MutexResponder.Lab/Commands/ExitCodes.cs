namespace MutexResponder.Lab.Commands;

/// <summary>What the lab's exit status says.</summary>
internal static class ExitCodes
{
    public const int Succeeded = 0;

    /// <summary>It ran, and did not end as it should.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;

    /// <summary>Not Linux, not root, or something is missing that cannot be installed.</summary>
    public const int CannotRunHere = 3;

    /// <summary>A diagnosis: the cause is proven and its remedy is known.</summary>
    public const int RemedyKnown = 10;

    /// <summary>A diagnosis: a person has to look.</summary>
    public const int Escalated = 11;

    /// <summary>By convention 128 and SIGINT.</summary>
    public const int Interrupted = 130;
}
