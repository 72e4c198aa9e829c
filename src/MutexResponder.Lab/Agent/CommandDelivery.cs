using System.Collections.Immutable;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Agent;

/// <summary>One command as SSM hands it to an agent.</summary>
/// <param name="CommandId">SSM's id of the command.</param>
/// <param name="Document">The document to run.</param>
/// <param name="Parameters">A value for every parameter of the document.</param>
/// <param name="StartBefore">Not started by then, it does not run (SendCommand's TimeoutSeconds).</param>
/// <param name="ExpiresAt">SSM stops waiting for an answer then.</param>
/// <param name="Replies">Where to answer.</param>
/// <param name="Cancelled">CancelCommand was called.</param>
public sealed record CommandDelivery(
    string CommandId,
    SsmDocument Document,
    ImmutableDictionary<string, string> Parameters,
    DateTimeOffset StartBefore,
    DateTimeOffset ExpiresAt,
    ICommandReplies Replies,
    CancellationToken Cancelled);
