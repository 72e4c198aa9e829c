namespace MutexResponder.Lab.Aws;

/// <summary>One call as the journal keeps it.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Call">What was asked.</param>
/// <param name="Outcome"><c>Success</c>, <c>ReplyLost</c>, or the error's code.</param>
public sealed record JournaledCall(DateTimeOffset At, IncomingCall Call, string Outcome)
{
    public const string Success = "Success";
    public const string ReplyLost = "ReplyLost";
}
