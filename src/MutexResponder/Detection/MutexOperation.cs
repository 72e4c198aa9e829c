namespace MutexResponder.Detection;

/// <summary>What Apache was doing when it logged a code.</summary>
internal enum MutexOperation
{
    /// <summary>Making the mutex or handing it to Apache's user, in the parent.</summary>
    Create,

    /// <summary>Taking over an existing mutex in a new child.</summary>
    Open,

    /// <summary>Locking or unlocking.</summary>
    Use,

    /// <summary>Any of these in a child of an old generation.</summary>
    OldGeneration,

    /// <summary>The whole server ends because of it.</summary>
    ServerEnd,

    /// <summary>Nothing of its own: it reports that something else went wrong.</summary>
    Aftermath,
}
