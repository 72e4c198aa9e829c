namespace MutexResponder.Detection;

/// <summary>Names of properties as bytes. A name with JSON escapes is an unknown one: CloudWatch Logs escapes no letters.</summary>
internal static class EnvelopeFields
{
    public static EnvelopeField Find(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("messageType"u8) ? EnvelopeField.MessageType
        : name.SequenceEqual("owner"u8) ? EnvelopeField.Owner
        : name.SequenceEqual("logGroup"u8) ? EnvelopeField.LogGroup
        : name.SequenceEqual("logStream"u8) ? EnvelopeField.LogStream
        : name.SequenceEqual("logEvents"u8) ? EnvelopeField.LogEvents
        : EnvelopeField.Unknown;

    public static EnvelopeField FindOfEvent(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("timestamp"u8) ? EnvelopeField.Timestamp
        : name.SequenceEqual("message"u8) ? EnvelopeField.Message
        : EnvelopeField.Unknown;
}

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
