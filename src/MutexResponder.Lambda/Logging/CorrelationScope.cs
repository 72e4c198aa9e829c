using Microsoft.Extensions.Logging;

namespace MutexResponder.Lambda.Logging;

/// <summary>Puts the incident's id on every line logged within.</summary>
public static class CorrelationScope
{
    /// <param name="log">The logger.</param>
    /// <param name="incidentId">Null where there is no incident: then nothing is added.</param>
    public static IDisposable? Begin(ILogger log, string? incidentId) =>
        incidentId is null ? null : log.BeginScope(new KeyValuePair<string, object?>[] { new("correlation_id", incidentId) });
}
