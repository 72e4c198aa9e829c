namespace MutexResponder.Lab.Aws.Events;

/// <summary>What EventBridge's command-invocation event says.</summary>
/// <param name="CommandId">SSM's id of the command.</param>
/// <param name="DocumentName">The document's name as it was sent.</param>
/// <param name="Instance">Where it ran.</param>
/// <param name="Status">Success, Failed, TimedOut or Cancelled.</param>
/// <param name="RequestedAt">When it was sent.</param>
/// <param name="At">When the status changed.</param>
/// <param name="Region">The Region.</param>
/// <param name="AccountId">The account.</param>
public sealed record CommandInvocationEvent(
    string CommandId,
    string DocumentName,
    InstanceId Instance,
    string Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset At,
    string Region = "us-east-1",
    string AccountId = "123456789012");
