using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>No Apache on the machine itself: not installed, or only inside containers, where our change would not reach it.</summary>
internal sealed class ApacheNotFound : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        bool logsLocally = evidence.ErrorLog.Any(line => line.Signal is not null);
        if (evidence.Neighbours.Length > 0 && evidence.Processes.Length == 0 && !logsLocally)
        {
            return new Conclusion(
                Verdict.Escalate,
                "apache-in-container",
                "Apache runs in another IPC namespace on this machine (a container). Its configuration and its semaphores are not the machine's own; change the image instead.")
            { RestsOn = evidence.Neighbours };
        }

        return evidence.Apache is null
            ? new Conclusion(Verdict.Escalate, "apache-not-found", "No Apache installation of a known layout was found on this machine.")
            { RestsOn = ["section apache: layout=none"] }
            : null;
    }
}
