using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>What the platform team allows. One value for the whole stack; set from the environment at start.</summary>
public sealed record Policy
{
    public ResponseMode Mode { get; init; } = ResponseMode.Observe;

    public RecoveryKind Recovery { get; init; } = RecoveryKind.Reboot;

    public PreventionMode Prevention { get; init; } = PreventionMode.Report;

    /// <summary>
    /// Who asked for a change by hand cannot be the one who approves it, and only the runbook's proof of a name counts: where the one who asked
    /// is not proven, two others have to approve. What nobody asked for takes one.
    /// </summary>
    public bool RequiresTwoPeople { get; init; }

    /// <summary>How the fix is written on Debian and Ubuntu.</summary>
    public RemedyStyle RemedyStyle { get; init; } = RemedyStyle.ConfAvailable;

    /// <summary>Remediations of one instance within 24 hours; one more escalates.</summary>
    public int MaxRemediationsPerDay { get; init; } = 2;

    /// <summary>Inspections of one incident; evidence that is still missing after them escalates.</summary>
    public int MaxInspections { get; init; } = 3;

    /// <summary>The least time between the end of one incident and the next inspection of the same instance.</summary>
    public TimeSpan InspectionSpacing { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same where one lasting cause is handed to a person again and again: each pause is as long as all before it, up to this.</summary>
    public TimeSpan MaxInspectionSpacing { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How late a log line may come, by its own time: in seconds as a rule, in minutes where something fails. What is older is of another clock.</summary>
    public TimeSpan MaxLineLateness { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an inspection may take from being sent to its result.</summary>
    public TimeSpan InspectionTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long a remediation, reboot included, may take from being sent to its result.</summary>
    public TimeSpan RemediationTimeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long EC2 may take to reboot an instance that did not reboot itself: it waits some minutes before it forces a system down.</summary>
    public TimeSpan ForcedRebootTimeout { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>The pause between two looks at an instance that EC2 was asked to reboot.</summary>
    public TimeSpan ForcedRebootPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a plan waits for approval.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromHours(4);

    /// <summary>
    /// How long a slot is held for a change of which nothing is heard: by then the order has outlived itself on the machine
    /// (<see cref="Plan.MaxEvidenceAgeSeconds"/>), and what it had begun until then has had time to end.
    /// </summary>
    public TimeSpan SlotLease { get; init; } = TimeSpan.FromSeconds(Plan.MaxEvidenceAgeSeconds) + TimeSpan.FromMinutes(5);

    /// <summary>How long an incident waits for a free slot before a person is told.</summary>
    public TimeSpan SlotTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long evidence may rest while its incident waits for a slot; older evidence is taken again.</summary>
    public TimeSpan EvidenceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Inspections to verify one recovery.</summary>
    public int MaxVerifications { get; init; } = 3;

    /// <summary>
    /// How old an answer of those who may object to a change may be when the change is sent. Taking the slot in between is one call; where
    /// it took longer, they are asked again.
    /// </summary>
    public TimeSpan ClearanceLifetime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a command is tried again that SSM does not take because the instance's agent is silent.</summary>
    public TimeSpan AgentTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a sent command without a confirmed id is left alone before it is looked for.</summary>
    public TimeSpan SendConfirmationTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How far the responder may go by itself.</summary>
public enum ResponseMode
{
    /// <summary>Inspects and reports; changes nothing.</summary>
    Observe,

    /// <summary>Changes something only after a person has approved the plan.</summary>
    Approve,

    /// <summary>Changes what the diagnosis proves, within the limits.</summary>
    Remediate,
}

/// <summary>What is done about a site that serves and will not: apart from <see cref="ResponseMode"/>, which is for outages.</summary>
public enum PreventionMode
{
    /// <summary>Nobody looks before there is an outage.</summary>
    Off,

    /// <summary>Machines at risk are found and listed; nothing is changed. The default.</summary>
    Report,

    /// <summary>Each plan waits for a person.</summary>
    Approve,

    /// <summary>The line is written and Apache is reloaded gracefully, machine after machine.</summary>
    Fix,
}
