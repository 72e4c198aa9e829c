namespace MutexResponder.Ports;

/// <summary>Sends one message to whoever listens.</summary>
public interface IPublishMessages
{
    /// <exception cref="RemoteCallException">It was not taken; or it was, and the answer is lost.</exception>
    Task PublishAsync(Message message, CancellationToken cancellationToken);
}

/// <summary>What people are told.</summary>
/// <param name="Subject">One line of ASCII, <see cref="MaxSubjectChars"/> at most: SNS takes no other.</param>
/// <param name="Text">Plain text, less than <see cref="MaxTextChars"/>, lines end in <c>\n</c>: a phone shows it whole.</param>
/// <param name="Chat">The same for a chat: JSON in the form of Amazon Q Developer's custom notifications.</param>
public sealed record Message(string Subject, string Text, string Chat)
{
    /// <summary>SNS API Reference, Publish: less than 100 characters.</summary>
    public const int MaxSubjectChars = 99;

    public const int MaxTextChars = 1_000;
}
