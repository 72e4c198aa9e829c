using System.Collections.Immutable;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals.Load;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>How it ended on one instance, as the lab itself saw it; nothing here is the responder's own word but the phase and its reason.</summary>
public sealed record InstanceOutcome
{
    public required InstanceId Instance { get; init; }

    /// <summary>Where the incident ended; null where none was opened, or not in time.</summary>
    public IncidentPhase? Phase { get; init; }

    public string? IncidentId { get; init; }

    /// <summary>The responder's whole record, as it answers to <c>status</c>; null where it has none.</summary>
    public Incident? Record { get; init; }

    public string? ReasonCode { get; init; }

    /// <summary>What the person of <see cref="RehearsalOptions.Person"/> said to its plan; null where nobody was asked.</summary>
    public PlanAnswer? Answer { get; init; }

    /// <summary>The responder's last word on it.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Each port's answer to the lab's own request at the end, such as <c>HTTP 200</c>.</summary>
    public ImmutableSortedDictionary<int, string> Answers { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Every port answered with 200 at the end.</summary>
    public bool SiteAnswers { get; init; }

    /// <summary>The accept mutex's mechanism at the end, as Apache dumps its configuration.</summary>
    public string Mechanism { get; init; } = "";

    /// <summary>Semaphore arrays of Apache's user at the end.</summary>
    public int ApacheSemaphoreCount { get; init; }

    /// <summary>Every file and link below /etc/apache2 is as it was when the outage had begun.</summary>
    public bool ConfigurationIsUntouched { get; init; }

    /// <summary>Apache's parent before the outage; null where none lived. So for the next two.</summary>
    public ApacheParent? ParentBefore { get; init; }

    /// <summary>When it had happened, and the responder had not been told yet.</summary>
    public ApacheParent? ParentInOutage { get; init; }

    /// <summary>At the end.</summary>
    public ApacheParent? ParentAfter { get; init; }

    /// <summary>Reboots after the outage.</summary>
    public int RebootCount { get; init; }

    /// <summary><c>ipcs -a</c> of the running server before the outage.</summary>
    public string IpcsBefore { get; init; } = "";

    /// <summary><c>ipcs -a</c> at the end.</summary>
    public string IpcsAfter { get; init; } = "";

    /// <summary>When it was broken, since the rehearsal started.</summary>
    public TimeSpan OutageAt { get; init; }

    /// <summary>From the removal of the semaphores to the first 200 on every port; null where it never came.</summary>
    public TimeSpan? TimeToRecovery { get; init; }

    /// <summary>It was not given to the responder, and shows what happens without it.</summary>
    public bool IsControl { get; init; }

    /// <summary>What became of the requests of a continuous load; null where there was none.</summary>
    public LoadCounts? Requests { get; init; }

    /// <summary>Semaphores that logind removed at the logout after a prevention; null where nobody logged out.</summary>
    public int? RemovedAtLogout { get; init; }

    /// <summary>What the visitors saw, in order, each answer once.</summary>
    public ImmutableArray<string> SiteStates { get; init; } = [];
}
