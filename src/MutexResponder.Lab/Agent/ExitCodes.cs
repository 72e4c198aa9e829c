namespace MutexResponder.Lab.Agent;

/// <summary>Exit statuses that the SSM agent itself understands (its source: <c>contracts/model.go</c>, <c>appconfig/constants_unix.go</c>).</summary>
public static class ExitCodes
{
    /// <summary>128 + SIGKILL: the agent stopped the script. It reads the same from a script that says so itself.</summary>
    public const int Killed = 137;

    public const int SucceedAndSkipRest = 168;
    public const int FailAndSkipRest = 169;

    /// <summary>Reboot, then run this step again from its top.</summary>
    public const int Reboot = 194;
}
