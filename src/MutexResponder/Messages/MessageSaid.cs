using MutexResponder.Wording;

namespace MutexResponder.Messages;

/// <summary>What only messages say; all else is the report's.</summary>
internal static class MessageSaid
{
    public static Statement Storm(int count) => new("storm", ("count", count));

    /// <summary>Where the id stands above it.</summary>
    public static Statement ConsoleOfIdAbove(string address) => new("console-of-id-above", ("address", address));

    public static Statement ConsoleOfIncident(string incident, string address) => new("console-of-incident", ("incident", incident), ("address", address));

    public static Statement Console(string address) => new("console-link", ("address", address));
}
