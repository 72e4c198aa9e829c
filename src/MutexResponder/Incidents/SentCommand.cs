namespace MutexResponder.Incidents;

/// <summary>A command that is waited for no more.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Comment">Its comment in SSM, by which it is found there.</param>
/// <param name="RequestedAt">When it was ordered, by the function's clock.</param>
/// <param name="CommandId">SSM's id of it; null where SSM never confirmed that it was sent.</param>
public sealed record SentCommand(CommandKind Kind, string Comment, DateTimeOffset RequestedAt, string? CommandId);
