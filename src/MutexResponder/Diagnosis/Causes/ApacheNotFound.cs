using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>No Apache that can be helped on the machine itself: not installed, only inside containers, where our change would not reach it, or too old for it.</summary>
internal sealed class ApacheNotFound : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Apache is { } apache)
        {
            return TooOld(evidence, apache, signals);
        }

        return InContainer(evidence)
            ?? (evidence.Neighbours.IsEmpty
                ? new Conclusion(Verdict.Escalate, "apache-not-found", "No Apache installation of a known layout was found on this machine.")
                { RestsOn = ["section apache: layout=none"] }
                : new Conclusion(
                    Verdict.Escalate,
                    "apache-layout-unknown",
                    "A program that is called as Apache's runs on this machine, but no Apache of a known layout is installed. Known are Debian and Ubuntu, the RHEL family, SUSE and /usr/local/apache2.")
                { RestsOn = evidence.Neighbours });
    }

    /// <summary>A hint for a person, where nothing of the machine's own explains more: anybody can call a program as Apache is called.</summary>
    internal static Conclusion? InContainer(Evidence evidence) =>
        evidence.Neighbours.Any(line => line.Split(' ') is [_, "elsewhere", ..]) && evidence.Processes.IsEmpty
            ? new Conclusion(
                Verdict.Escalate,
                "apache-in-container",
                "Apache runs in another IPC namespace on this machine (a container). Its configuration and its semaphores are not the machine's own; change the image instead.")
            { RestsOn = evidence.Neighbours }
            : null;

    /// <summary>httpd 2.2 and before: the same outage, and other directives.</summary>
    private static Conclusion? TooOld(Evidence evidence, ApacheInstallation apache, ImmutableArray<Signal> signals) =>
        evidence.ServerVersion.Contains("Apache/2.2.", StringComparison.Ordinal) || evidence.ServerVersion.Contains("Apache/2.0.", StringComparison.Ordinal)
            ? new Conclusion(
                Verdict.Escalate,
                "apache-too-old",
                "This server is older than httpd 2.4 and has no Mutex directive; such a line would keep it from starting. Its own cure: write 'AcceptMutex fcntl' and "
                    + $"'LockFile /var/lock/apache2-accept.lock' (on a local disk) at the end of {apache.MainConfig}, test it with apachectl -t, and restart Apache.")
            {
                RestsOn = [evidence.ServerVersion, .. evidence.Directives.Where(line => line.Contains("AcceptMutex", StringComparison.OrdinalIgnoreCase)), .. signals.TakeLast(1).Select(signal => signal.Line)],
            }
            : null;
}
