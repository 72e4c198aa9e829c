namespace MutexResponder.Diagnosis;

/// <summary>How much a finding's evidence carries.</summary>
public enum Confidence
{
    /// <summary>Fits, but other explanations fit as well.</summary>
    Indicated,

    /// <summary>Read directly from the machine's own state.</summary>
    Observed,
}
