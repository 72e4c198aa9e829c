namespace MutexResponder.Lab.Instances;

/// <summary>Why an HTTP request got no status line.</summary>
public enum ProbeFailure
{
    /// <summary>Nothing listens on the port (ECONNREFUSED).</summary>
    ConnectionRefused,

    /// <summary>The connection was accepted and then ended without an answer: what the orphan child does.</summary>
    NoAnswer,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The instance is down, and its network with it.</summary>
    InstanceDown,

    /// <summary>Something else; the detail says what.</summary>
    Other,
}
