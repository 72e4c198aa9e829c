namespace MutexResponder.Lab.Agent;

/// <summary>What the agent can do with the machine it lives on.</summary>
public interface IAgentMachine
{
    InstanceId Id { get; }

    /// <summary>The boot id of the running system, or of the last one while the machine is down. Never the same for two boots.</summary>
    string BootId { get; }

    /// <summary>
    /// Runs the script with <c>sh</c> as root. Ends with <see cref="ScriptRun.Stopped"/> where <paramref name="timeout"/> or the token cut it
    /// short, and with <see cref="ScriptRun.WentDown"/> where the machine shut down under it.
    /// </summary>
    Task<ScriptRun> RunScriptAsync(string script, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Does <c>shutdown -r +1</c> and returns at once. Does nothing while the machine is down or has a shutdown scheduled.</summary>
    Task ShutdownInOneMinuteAsync(CancellationToken cancellationToken);

    /// <summary>Returns when the machine is up: at once where it is.</summary>
    Task WaitUntilUpAsync(CancellationToken cancellationToken);
}
