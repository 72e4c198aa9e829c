using Microsoft.Extensions.Logging;
using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Reconciling;

/// <summary>What the reconciler tells of itself: one line a decision, with its codes. No text is looked up for it: the words stay unread where nobody reads them.</summary>
internal static partial class ReconcilerLog
{
    /// <summary>The newest line of the story.</summary>
    public static void Step(this ILogger log, Incident saved) => log.Step(saved.Id, saved.Phase, saved.ReasonCode ?? "", saved.Timeline[^1].Told);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId} is {Phase} ({ReasonCode}): {Told}")]
    private static partial void Step(this ILogger log, IncidentId incidentId, IncidentPhase phase, string reasonCode, Statement told);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: sent {Kind} as command {CommandId}")]
    public static partial void Sent(this ILogger log, IncidentId incidentId, CommandKind kind, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: sending {Kind} is unconfirmed, the next tick looks for it: {Error}")]
    public static partial void Unconfirmed(this ILogger log, IncidentId incidentId, CommandKind kind, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: SSM does not say whether {Kind} was sent: {Error}")]
    public static partial void NotSearched(this ILogger log, IncidentId incidentId, CommandKind kind, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: found the unconfirmed command {CommandId}")]
    public static partial void Found(this ILogger log, IncidentId incidentId, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: asked EC2 to reboot {Instance}, which did not reboot itself")]
    public static partial void Rebooted(this ILogger log, IncidentId incidentId, InstanceId instance);

    [LoggerMessage(Level = LogLevel.Error, Message = "Incident {IncidentId}: EC2 may not have taken the reboot of {Instance}: {Error}")]
    public static partial void NotRebooted(this ILogger log, IncidentId incidentId, InstanceId instance, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId} could not be shown to people now: {Error}")]
    public static partial void NotShown(this ILogger log, IncidentId incidentId, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId} could not be told to people now: {Error}")]
    public static partial void NotTold(this ILogger log, IncidentId incidentId, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The record of {Instance} was changed by somebody else, round {Round}")]
    public static partial void Conflict(this ILogger log, InstanceId instance, int round);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up on {Instance} after {Rounds} lost races")]
    public static partial void GaveUp(this ILogger log, InstanceId instance, int rounds);
}
