namespace MutexResponder.Incidents;

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
