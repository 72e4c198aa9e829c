namespace MutexResponder.Lab.Agent;

/// <summary>How one script ended on a machine.</summary>
/// <param name="ExitCode">Its exit status; null where the machine went down before it had one.</param>
/// <param name="Stdout">Standard output so far.</param>
/// <param name="Stderr">Standard error so far.</param>
public sealed record ScriptRun(int? ExitCode, string Stdout, string Stderr)
{
    /// <summary>The machine went down under the script.</summary>
    public bool MachineWentDown => ExitCode is null;

    public static ScriptRun Ended(int exitCode, string stdout = "", string stderr = "") => new(exitCode, stdout, stderr);

    public static ScriptRun WentDown(string stdout = "", string stderr = "") => new(null, stdout, stderr);

    /// <summary>Killed by the agent: out of time, or cancelled.</summary>
    public static ScriptRun Stopped(string stdout = "", string stderr = "") => new(ExitCodes.Killed, stdout, stderr);
}
