using System.Diagnostics.CodeAnalysis;
using MutexResponder.Incidents;

namespace MutexResponder.Messages;

/// <summary>A change of state that people are told of together with others.</summary>
/// <param name="Window">The stretch of time in which it was held back.</param>
/// <param name="Instance">Whose.</param>
/// <param name="Phase">How it stands then.</param>
/// <param name="Goal">What it is to come to.</param>
public sealed record HeldChange(string Window, InstanceId Instance, IncidentPhase Phase, IncidentGoal Goal)
{
    public override string ToString() => $"{Window} {Instance} {Phase} {Goal}";

    /// <summary>Reads what <see cref="ToString"/> wrote; false for what another version wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HeldChange? change)
    {
        change = text.Split(' ') is [var window, var id, var phase, var goal]
            && InstanceId.TryParse(id, out InstanceId instance) && Enum.TryParse(phase, out IncidentPhase its) && Enum.TryParse(goal, out IncidentGoal wanted)
                ? new HeldChange(window, instance, its, wanted)
                : null;
        return change is not null;
    }
}
