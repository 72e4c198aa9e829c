namespace MutexResponder.Lab.Instances;

/// <summary>One HTTP request to an instance: exactly one of status and failure is set.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Body">The start of the body, 4 KiB at most; or the failure in words.</param>
public sealed record ProbeResult(int? Status, ProbeFailure? Failure, string Body)
{
    public override string ToString() => Failure switch
    {
        null => $"HTTP {Status}",
        ProbeFailure.ConnectionRefused => "connection refused",
        ProbeFailure.NoAnswer => "no answer",
        ProbeFailure.TimedOut => "timed out",
        ProbeFailure.InstanceDown => "instance down",
        _ => "no answer: " + Body,
    };

    internal static ProbeResult Failed(ProbeFailure failure, string detail) => new(null, failure, detail);
}
