namespace MutexResponder.Lab.Aws.Events;

/// <summary>One event as EventBridge hands it to a target.</summary>
/// <param name="DetailType">EventBridge's detail-type.</param>
/// <param name="Instance">The instance it is about.</param>
/// <param name="Json">The whole event, UTF-8.</param>
public sealed record BusEvent(string DetailType, InstanceId Instance, ReadOnlyMemory<byte> Json);
