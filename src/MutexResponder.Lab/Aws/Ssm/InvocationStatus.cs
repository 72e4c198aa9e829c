namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>A command's status on one instance: SSM's Status and StatusDetails, which say different things of a time-out.</summary>
internal sealed record InvocationStatus(string Status, string Details, bool HasEnded)
{
    public static InvocationStatus Pending { get; } = new("Pending", "Pending", HasEnded: false);

    public static InvocationStatus InProgress { get; } = new("InProgress", "InProgress", HasEnded: false);

    public static InvocationStatus Cancelling { get; } = new("Cancelling", "Cancelling", HasEnded: false);

    public static InvocationStatus Success { get; } = new("Success", "Success", HasEnded: true);

    public static InvocationStatus Failed { get; } = new("Failed", "Failed", HasEnded: true);

    public static InvocationStatus ExecutionTimedOut { get; } = new("TimedOut", "Execution Timed Out", HasEnded: true);

    /// <summary>No final answer came in time, whether or not the command ever ran.</summary>
    public static InvocationStatus DeliveryTimedOut { get; } = new("TimedOut", "Delivery Timed Out", HasEnded: true);

    public static InvocationStatus Cancelled { get; } = new("Cancelled", "Cancelled", HasEnded: true);
}
