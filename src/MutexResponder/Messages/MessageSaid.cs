using MutexResponder.Wording;

namespace MutexResponder.Messages;

/// <summary>What only messages say; all else is the report's.</summary>
internal static class MessageSaid
{
    public static Statement Storm(int count) => new("storm", ("count", count));

    public static Statement Console(string address) => new("console-link", ("address", address));
}
