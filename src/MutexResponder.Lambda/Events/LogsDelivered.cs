namespace MutexResponder.Lambda.Events;

/// <summary>CloudWatch Logs delivered a batch of a subscription.</summary>
/// <param name="Data"><c>awslogs.data</c>: base64 of gzip of JSON, in UTF-8, not looked into yet.</param>
public sealed record LogsDelivered(ReadOnlyMemory<byte> Data) : FunctionEvent
{
    public override string Name => "log-delivery";
}
