using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>No Apache on the machine itself: not installed, or only inside containers, where our change would not reach it.</summary>
internal sealed class ApacheNotFound : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Apache is not null)
        {
            return null;
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
}
