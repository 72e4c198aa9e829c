using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Machines;

/// <summary>The order that a change on a machine rests on.</summary>
/// <param name="IncidentId">Whose it is.</param>
/// <param name="Comment">The command's comment: one an attempt.</param>
/// <param name="Goal">What it is for.</param>
/// <param name="ExpectedBootId">The boot of the evidence.</param>
/// <param name="ExpectedConfigHash">The configuration of the evidence.</param>
/// <param name="ExpectedParent">Apache's parent in the evidence.</param>
internal sealed record Change(string IncidentId, string Comment, IncidentGoal Goal, string ExpectedBootId, string ExpectedConfigHash, string ExpectedParent)
{
    /// <summary>Whose backup the files are in: with a rollback, of the incident that made the change.</summary>
    public required string FilesOf { get; init; }

    public static Change Of(CommandRequest request)
    {
        IReadOnlyDictionary<string, string> parameters = request.Parameters;
        IncidentGoal goal = request.Kind == CommandKind.Rollback ? IncidentGoal.Rollback
            : parameters["Recovery"] == "reload" ? IncidentGoal.Prevent : IncidentGoal.Recover;
        return new Change(parameters["IncidentId"], request.Comment, goal, parameters["ExpectedBootId"], parameters["ExpectedConfigHash"], parameters["ExpectedParent"])
        {
            FilesOf = parameters.GetValueOrDefault("ChangeIncidentId", parameters["IncidentId"]),
        };
    }
}
