namespace MutexResponder.Reporting.Sections;

/// <summary>What the time between the first line and the end went into.</summary>
public enum Stage
{
    /// <summary>From the first line's own time to the opening of the incident.</summary>
    Detect,

    /// <summary>From sending an inspection to its diagnosis.</summary>
    Inspect,

    /// <summary>From the diagnosis to the next step.</summary>
    Decide,

    /// <summary>Waiting for a person's approval or for a free slot.</summary>
    Wait,

    /// <summary>From sending the change to the evidence of after it.</summary>
    Change,

    /// <summary>From that evidence to the end.</summary>
    Verify,
}
