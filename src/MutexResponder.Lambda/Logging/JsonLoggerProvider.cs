using Microsoft.Extensions.Logging;

namespace MutexResponder.Lambda.Logging;

/// <summary>Makes the loggers of the default host.</summary>
public sealed class JsonLoggerProvider(JsonLogLine line, LineOutput output, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new JsonLogger(categoryName, line, output, time, _scopes);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The output belongs to the host: it also carries the metrics.
    }
}

/// <summary>Puts the incident's id on every line logged within.</summary>
public static class CorrelationScope
{
    /// <param name="log">The logger.</param>
    /// <param name="incidentId">Null where there is no incident: then nothing is added.</param>
    public static IDisposable? Begin(ILogger log, string? incidentId) =>
        incidentId is null ? null : log.BeginScope(new KeyValuePair<string, object?>[] { new("correlation_id", incidentId) });
}
