using Microsoft.Extensions.Logging;
using MutexResponder.Deciding;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Logging;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>Says what became of an event in all three places at once: the log, the metrics and the reply.</summary>
public sealed partial class RouteJournal(MetricsWriter metrics, ILogger<RouteJournal> log)
{
    public FunctionReply Accepted(string eventName, ReconcileResult result)
    {
        string? phase = result.Phase?.ToString();
        using (CorrelationScope.Begin(log, result.IncidentId?.ToString()))
        {
            LogAccepted(eventName, result.Instance.Value, phase, result.ReasonCode, result.Told);
        }

        metrics.CountEvent(eventName, Outcome.Accepted, result.ReasonCode, result.Instance.Value);
        return new FunctionReply
        {
            Outcome = Outcome.Accepted,
            Event = eventName,
            Reason = result.ReasonCode,
            Told = result.Told,
            InstanceId = result.Instance.Value,
            IncidentId = result.IncidentId?.ToString(),
            Phase = phase,
            Plan = result.Plan?.Text,
        };
    }

    /// <summary>A page of a dashboard: counted, and not a line of the log, because an open dashboard asks every few seconds.</summary>
    public FunctionReply Drawn(string eventName, string page)
    {
        metrics.CountEvent(eventName, Outcome.Accepted, null, null);
        return new FunctionReply { Outcome = Outcome.Accepted, Event = eventName, Page = page };
    }

    public void NotDrawn(string eventName, Exception exception) => LogNotDrawn(exception, eventName, ReasonOf(exception));

    public void NotTold(Exception exception) => LogNotTold(exception, ReasonOf(exception));

    public FunctionReply Ignored(string eventName, Reason why)
    {
        LogIgnored(eventName, why.Code, why.Told);
        metrics.CountEvent(eventName, Outcome.Ignored, why.Code, null);
        return new FunctionReply { Outcome = Outcome.Ignored, Event = eventName, Reason = why.Code, Told = why.Told };
    }

    public FunctionReply Refused(string eventName, Reason why, string? instanceId = null)
    {
        LogRefused(eventName, why.Code, instanceId, why.Told);
        metrics.CountEvent(eventName, Outcome.Refused, why.Code, instanceId);
        metrics.CountRefusal(why.Code, instanceId);
        return new FunctionReply { Outcome = Outcome.Refused, Event = eventName, Reason = why.Code, Told = why.Told, InstanceId = instanceId };
    }

    /// <summary>One instance could not be looked at; the event goes on.</summary>
    public string Failed(string eventName, InstanceId instance, Exception exception)
    {
        string reason = ReasonOf(exception);
        LogFailed(exception, eventName, instance.Value, reason);
        metrics.CountFailure(reason, instance.Value);
        return reason;
    }

    /// <summary>A fixed word for a failure, safe as the value of a dimension.</summary>
    public static string ReasonOf(Exception exception) => exception is RemoteCallException remote
        ? remote.Failure switch
        {
            RemoteCallFailure.Unavailable => "aws-unavailable",
            RemoteCallFailure.Denied => "aws-denied",
            RemoteCallFailure.AgentSilent => "agent-silent",
            _ => "aws-invalid",
        }
        : "internal-error";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Event} accepted for {InstanceId}: {Phase} ({Reason}). {Told}")]
    private partial void LogAccepted(string @event, string instanceId, string? phase, string? reason, Statement told);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Event} ignored ({Reason}): {Told}")]
    private partial void LogIgnored(string @event, string reason, Statement told);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event} refused ({Reason}) for {InstanceId}: {Told}")]
    private partial void LogRefused(string @event, string reason, string? instanceId, Statement told);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event}: the page could not be drawn whole ({Reason}).")]
    private partial void LogNotDrawn(Exception exception, string @event, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "People could not be told of many changes together ({Reason}).")]
    private partial void LogNotTold(Exception exception, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Event}: {InstanceId} could not be looked at ({Reason}).")]
    private partial void LogFailed(Exception exception, string @event, string instanceId, string reason);
}
