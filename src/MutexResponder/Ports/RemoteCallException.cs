namespace MutexResponder.Ports;

/// <summary>A call to AWS failed; says whether a later one can do better.</summary>
public sealed class RemoteCallException(RemoteCallFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public RemoteCallFailure Failure { get; } = failure;
}
