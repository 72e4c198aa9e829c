namespace MutexResponder.Lab.Agent;

/// <summary>What a lab may change about its agents.</summary>
public sealed record LabAgentOptions
{
    public AgentVersion Version { get; init; } = AgentVersion.New;

    /// <summary>From <c>exit 194</c> to the agent's call of <c>shutdown -r +1</c>: about 2 s in the real one.</summary>
    public TimeSpan RebootCallDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Resumes of one document after reboots; then the agent drops it and never answers (its setting <c>Mds.CommandRetryLimit</c>).</summary>
    public int MaxResumes { get; init; } = 15;

    /// <summary>How long after the command's final word its last step's reply comes: seen on the real one; zero: the two come together.</summary>
    public TimeSpan LastReplyDelay { get; init; }

    /// <summary>How often a machine that should be rebooting is looked at.</summary>
    public TimeSpan BootPollInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Commands that may wait for one agent.</summary>
    public int MaxQueuedCommands { get; init; } = 1_000;
}
