namespace MutexResponder.Incidents;

/// <summary>One place under a cap, such as <c>fleet</c> or <c>group#web-asg</c>.</summary>
/// <param name="Name">The cap's name: 1 to 255 characters.</param>
/// <param name="Capacity">How many instances may hold it at once.</param>
public sealed record SlotRequest(string Name, int Capacity);
