namespace MutexResponder.Ports;

/// <summary>A call to AWS failed; says whether a later one can do better.</summary>
public sealed class RemoteCallException(RemoteCallFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public RemoteCallFailure Failure { get; } = failure;
}

/// <summary>Why a call to AWS did not do what was asked; decides whether trying again can help.</summary>
public enum RemoteCallFailure
{
    /// <summary>Throttled, timed out, 5xx or unreachable: the same call may work later, and may have worked now.</summary>
    Unavailable,

    /// <summary>IAM or a tag condition forbids it. Trying again changes nothing.</summary>
    Denied,

    /// <summary>The request is not valid, such as one that names no document.</summary>
    Invalid,

    /// <summary>SSM has not heard of the instance's agent for minutes, or never: nothing was sent, and once the agent is back it can be.</summary>
    AgentSilent,
}
