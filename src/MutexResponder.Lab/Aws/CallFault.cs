namespace MutexResponder.Lab.Aws;

/// <summary>What is done to one call instead of, or after, answering it.</summary>
public enum CallFault
{
    None,

    /// <summary>Refused for its rate; nothing was done.</summary>
    Throttle,

    /// <summary>HTTP 500; nothing was done.</summary>
    ServerError,

    /// <summary>Refused by IAM; nothing was done.</summary>
    Deny,

    /// <summary>Done, and then the connection breaks before the caller hears of it.</summary>
    LoseReply,
}
