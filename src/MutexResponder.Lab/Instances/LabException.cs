namespace MutexResponder.Lab.Instances;

/// <summary>The lab itself failed, as opposed to the incident that plays in it; the message is for the person who started it.</summary>
public sealed class LabException(string message, Exception? inner = null) : Exception(message, inner);
