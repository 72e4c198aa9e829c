using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The last of the differential: the site does not answer, and not for a reason we can prove. Always concludes.</summary>
internal sealed class DownForAnotherReason : ICause
{
    public Statement Name => new("cause-down-for-another-reason");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.ErrorLogWasRead && !evidence.ErrorLog.Any(line => line.Signal is not null) && ApacheNotFound.InContainer(evidence) is { } inContainer)
        {
            return inContainer;
        }

        if (EvidenceIncomplete.OnItsWay(evidence) is { } onItsWay)
        {
            return onItsWay;
        }

        bool isUnreadable = evidence is { ParentGaveUp: true, ErrorLogWasRead: false };
        return new Conclusion(Verdict.Escalate, isUnreadable ? LogUnreadable : evidence.Parent is null ? Down : Unexplained)
        {
            RestsOn =
            [
                evidence.Parent is { } parent ? Seen.ParentAlive(parent.Pid) : Seen.NoParent,
                .. Seen.Ports(evidence),
                isUnreadable ? LogOf(evidence.Apache?.ErrorLogPath ?? "") : evidence.ErrorLog is [.., var last] ? Statement.Quoted(last.Text) : NoLineOfInterest,
            ],
        };
    }

    private static Statement LogOf(string path) => new("error-log-of", ("path", path));

    private static Statement NoLineOfInterest => new("no-line-of-interest");

    private static Reason LogUnreadable => new("log-unreadable");

    private static Reason Down => new("down-other-cause");

    private static Reason Unexplained => new("unexplained");
}
