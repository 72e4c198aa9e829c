using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>One run of one of our documents on one instance.</summary>
/// <param name="Instance">The instance it runs on.</param>
/// <param name="Kind">The document.</param>
/// <param name="Parameters">Document parameters by name; every value has been checked against the document's allowedPattern.</param>
/// <param name="Comment">At most 100 characters; unique to this request, so that a lost reply can be found again.</param>
/// <param name="DeliveryTimeout">How long SSM may take to hand the command to the agent: 30 s at least.</param>
public sealed record CommandRequest(
    InstanceId Instance,
    CommandKind Kind,
    IReadOnlyDictionary<string, string> Parameters,
    string Comment,
    TimeSpan DeliveryTimeout);
