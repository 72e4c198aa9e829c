using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The last of the differential: the site does not answer, and not for a reason we can prove. Always concludes.</summary>
internal sealed class DownForAnotherReason : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        ImmutableArray<string> restsOn =
        [
            evidence.Parent is { } parent ? string.Create(CultureInfo.InvariantCulture, $"parent {parent.Pid} alive") : "no parent process",
            evidence.Probes.Length == 0 ? "no port was tried" : string.Join(", ", evidence.Probes.Select(p => string.Create(CultureInfo.InvariantCulture, $"port {p.Port}: {p.Status} {p.Error}"))),
            evidence.ErrorLog.Length > 0 ? evidence.ErrorLog[^1].Text : "no line of interest in the error log",
        ];
        if (evidence.ErrorLogWasRead && !evidence.ErrorLog.Any(line => line.Signal is not null) && ApacheNotFound.InContainer(evidence) is { } inContainer)
        {
            return inContainer;
        }

        if (evidence is { ParentGaveUp: true, ErrorLogWasRead: false })
        {
            return new Conclusion(
                Verdict.Escalate,
                "log-unreadable",
                "Apache is dead and did not end in order, but its error log could not be read on the machine (syslog, a pipe, or no file), and no forwarded line says why.")
            { RestsOn = [.. restsOn[..2], $"error log: {evidence.Apache?.ErrorLogPath}"] };
        }

        return evidence.Parent is null
            ? new Conclusion(Verdict.Escalate, "down-other-cause", "Apache is not running, and nothing on the machine proves that a removed semaphore is why.")
            { RestsOn = restsOn }
            : new Conclusion(Verdict.Escalate, "unexplained", "Apache runs, yet not every port is known to answer, and nothing proves a removed semaphore.")
            { RestsOn = restsOn };
    }
}
