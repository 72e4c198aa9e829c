using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Invariants;

namespace MutexResponder.Simulation.Machines;

/// <summary>The order that a change on a machine rests on.</summary>
/// <param name="IncidentId">Whose it is.</param>
/// <param name="Comment">The command's comment: one an attempt.</param>
/// <param name="Goal">What it is for.</param>
/// <param name="ExpectedBootId">The boot of the evidence.</param>
/// <param name="ExpectedConfigHash">The configuration of the evidence.</param>
/// <param name="OrderedParent">Apache's parent in the evidence, and when it had taken its configuration.</param>
internal sealed record Change(IncidentId IncidentId, string Comment, IncidentGoal Goal, string ExpectedBootId, string ExpectedConfigHash, string OrderedParent)
{
    /// <summary>Whose backup the files are in: with a rollback, of the incident that made the change.</summary>
    public required IncidentId FilesOf { get; init; }

    /// <summary>The parent alone.</summary>
    public string ExpectedParent => OrderedParent.Split('-') is [var pid, var ticks, _] ? $"{pid}-{ticks}" : OrderedParent;

    /// <summary>In seconds since 1970; null where it had none, or that was not known.</summary>
    public long? ExpectedLoaded => OrderedParent.Split('-') is [_, _, var loaded] ? long.Parse(loaded, CultureInfo.InvariantCulture) : null;

    public static Change Of(CommandRequest request)
    {
        IReadOnlyDictionary<string, string> parameters = request.Parameters;
        IncidentGoal goal = request.Kind == CommandKind.Rollback ? IncidentGoal.Rollback
            : parameters["Recovery"] == "reload" ? IncidentGoal.Prevent : IncidentGoal.Recover;
        return new Change(SendInvariants.Read<IncidentId>(parameters["IncidentId"]), request.Comment, goal, parameters["ExpectedBootId"], parameters["ExpectedConfigHash"], parameters["ExpectedParent"])
        {
            FilesOf = SendInvariants.Read<IncidentId>(parameters.GetValueOrDefault("ChangeIncidentId", parameters["IncidentId"])),
        };
    }
}
