using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>Run Command's statuses (Systems Manager User Guide, "Understanding command statuses") in the core's words.</summary>
public static class SsmStatus
{
    /// <param name="status">Such as <c>InProgress</c>.</param>
    /// <param name="details">Such as <c>Execution Timed Out</c>, with or without the spaces.</param>
    public static CommandStatus Read(string? status, string? details) =>
        (details ?? "").Replace(" ", "", StringComparison.Ordinal) switch
        {
            "Undeliverable" or "DeliveryTimedOut" or "AccessDenied" or "InvalidPlatform" => CommandStatus.Undelivered,
            _ => status switch
            {
                "Success" => CommandStatus.Succeeded,
                "Failed" => CommandStatus.Failed,
                "TimedOut" => CommandStatus.TimedOut,
                "Cancelled" => CommandStatus.Cancelled,
                // Pending, InProgress, Delayed, Cancelling; and a word that is new, which the incident's own deadline bounds.
                _ => CommandStatus.Running,
            },
        };
}
