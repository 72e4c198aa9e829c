namespace MutexResponder.Requests;

/// <summary>What a person asks for from the console or the CLI.</summary>
public enum ManualAction
{
    /// <summary>Look at one instance now and report; change nothing.</summary>
    Inspect,

    /// <summary>Look at one instance and go on as in mode Remediate, within the limits.</summary>
    Remediate,

    /// <summary>Let the waiting plan of one instance go on.</summary>
    Approve,

    /// <summary>End the waiting plan of one instance without a change.</summary>
    Reject,

    /// <summary>Put the configuration back as it was before the last remediation.</summary>
    Rollback,

    /// <summary>Take the risk of one instance away while it serves, as far as the prevention mode allows.</summary>
    Prevent,

    /// <summary>Say where the incident of one instance stands; call nothing.</summary>
    Status,

    /// <summary>Say how the fleet stands, from what is kept; look at nothing.</summary>
    Fleet,

    /// <summary>Inspect all opted-in instances and list those at risk.</summary>
    Sweep,

    /// <summary>Give the report of one incident as a file; call nothing.</summary>
    Report,
}
