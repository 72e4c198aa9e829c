namespace MutexResponder.Incidents;

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
