namespace MutexResponder.Detection;

/// <summary>The properties of a delivery that are read.</summary>
internal enum EnvelopeField
{
    Unknown,
    MessageType,
    Owner,
    LogGroup,
    LogStream,
    LogEvents,
    Timestamp,
    Message,
}
