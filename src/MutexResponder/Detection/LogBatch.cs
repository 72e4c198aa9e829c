using System.Collections.Immutable;

namespace MutexResponder.Detection;

/// <summary>
/// One CloudWatch Logs subscription delivery, read. It comes from one log stream.
/// (CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions".)
/// </summary>
/// <param name="IsControlMessage">True: CloudWatch only asks whether the destination answers. There is nothing to do.</param>
/// <param name="Owner">The sending account's id.</param>
/// <param name="LogGroup">The log group's name.</param>
/// <param name="LogStream">The log stream's name; on EC2 the instance id only by convention.</param>
/// <param name="Signals">
/// What the lines said, in log order: the first and the last of every kind and confidence,
/// at most <see cref="EnvelopeLimits.MaxSignals"/>.
/// </param>
/// <param name="EventCount">Log events in the delivery.</param>
/// <param name="DroppedSignalCount">Signals that were seen and not kept.</param>
public sealed record LogBatch(
    bool IsControlMessage,
    string Owner,
    string LogGroup,
    string LogStream,
    ImmutableArray<Signal> Signals,
    int EventCount,
    int DroppedSignalCount);
