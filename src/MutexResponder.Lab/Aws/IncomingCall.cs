namespace MutexResponder.Lab.Aws;

/// <summary>One call that reached the endpoint, before anything was done about it.</summary>
/// <param name="Number">1 for the first call of all, counting up.</param>
/// <param name="Service"><c>ssm</c> or <c>ec2</c>.</param>
/// <param name="Operation">Such as <c>SendCommand</c>.</param>
/// <param name="Target">The instance, command, parameter or OpsItem it is about; null where it names none.</param>
public sealed record IncomingCall(long Number, string Service, string Operation, string? Target);
