using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The Apache of one instance. The defaults are the incident's: prefork, two listeners, SysV semaphores, and a user
/// that logind takes for a person. Each of the four alone, changed, prevents it.
/// </summary>
public sealed partial record ApacheSpec
{
    public Mpm Mpm { get; init; } = Mpm.Prefork;

    /// <summary>One directive, put before the commented line that the package ships; null leaves the choice to APR.</summary>
    public string? MutexDirective { get; init; } = "Mutex sysvsem default";

    /// <summary>TCP ports, all plain HTTP. With a single one prefork needs no accept mutex.</summary>
    public IReadOnlyList<int> ListenPorts { get; init; } = [80, 8080];

    public string RunUser { get; init; } = "testuser";

    /// <summary>The user's uid; logind spares 999 and below.</summary>
    public int RunUserId { get; init; } = 1001;

    public ErrorLogTarget ErrorLog { get; init; }

    /// <summary>A program that Apache starts makes one semaphore as a module can: root's, given to Apache's user, past every Mutex line.</summary>
    public bool HasModuleArray { get; init; }

    public UnitKillMode UnitKillMode { get; init; } = UnitKillMode.Process;

    /// <summary>Throws where a value could not stand in Apache's configuration or in /etc/passwd.</summary>
    /// <exception cref="ArgumentException">The message names the value and what is allowed.</exception>
    internal void ThrowIfUnusable()
    {
        if (!UserName().IsMatch(RunUser))
        {
            throw new ArgumentException($"'{RunUser}' is not a user name (a-z, 0-9, _ and -, 32 characters at most).", nameof(RunUser));
        }

        if (RunUserId is < 1 or > 60_000)
        {
            throw new ArgumentException($"The uid {RunUserId} is not between 1 and 60000.", nameof(RunUserId));
        }

        if (ListenPorts.Count is < 1 or > 16 || ListenPorts.Any(port => port is < 1 or > 65_535) || ListenPorts.Distinct().Count() != ListenPorts.Count)
        {
            throw new ArgumentException("ListenPorts holds 1 to 16 different ports between 1 and 65535.", nameof(ListenPorts));
        }

        if (MutexDirective is not null && !Directive().IsMatch(MutexDirective))
        {
            throw new ArgumentException($"'{MutexDirective}' is not one line that starts with Mutex.", nameof(MutexDirective));
        }
    }

    [GeneratedRegex(@"\A[a-z_][a-z0-9_-]{0,31}\z")]
    private static partial Regex UserName();

    // A backslash would be eaten by awk, which writes the line.
    [GeneratedRegex(@"\AMutex [^\\\x00-\x1f]{1,200}\z")]
    private static partial Regex Directive();
}
