namespace MutexResponder.Lab.Aws.Functions;

/// <summary>When one invocation was asked for, taken and ended, by the endpoint's clock. A repeated attempt is one more.</summary>
/// <param name="RequestId">Lambda's id of it.</param>
/// <param name="QueuedAt">The event or request came in.</param>
/// <param name="TakenAt">A function process got it; null where none asked for work in time.</param>
/// <param name="EndedAt">The function answered, failed or ran out of time.</param>
/// <param name="IsError">It did not end with an answer.</param>
public sealed record ServedInvocation(string RequestId, DateTimeOffset QueuedAt, DateTimeOffset? TakenAt, DateTimeOffset EndedAt, bool IsError)
{
    /// <summary>Whether something that happened at that time can have happened in this invocation.</summary>
    public bool Covers(DateTimeOffset at) => TakenAt <= at && at <= EndedAt;
}
