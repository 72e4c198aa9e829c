using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Counts what became of incidents, for those who watch the responder itself.</summary>
public interface ICountSteps
{
    /// <summary>Called after a step was saved, once for each. Does not throw.</summary>
    /// <param name="before">The instance's record before the step: of the same incident, of the one before it, or null.</param>
    /// <param name="after">The record as it was saved.</param>
    void Count(Incident? before, Incident after);
}
