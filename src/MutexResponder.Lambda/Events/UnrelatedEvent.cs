namespace MutexResponder.Lambda.Events;

/// <summary>A well-formed EventBridge event that is none of our business: acknowledged, not retried.</summary>
/// <param name="Reason">A short fixed code such as <c>other-document</c>.</param>
/// <param name="Summary">The same in a sentence.</param>
public sealed record UnrelatedEvent(string Reason, string Summary) : FunctionEvent
{
    public override string Name => "unrelated";
}
