namespace MutexResponder.Simulation.Machines;

/// <summary>The order that a change on a machine rests on.</summary>
/// <param name="IncidentId">Whose it is.</param>
/// <param name="Comment">The command's comment: one an attempt.</param>
/// <param name="ExpectedBootId">The boot of the evidence.</param>
/// <param name="ExpectedConfigHash">The configuration of the evidence.</param>
internal sealed record Change(IncidentId IncidentId, string Comment, string ExpectedBootId, string ExpectedConfigHash);
