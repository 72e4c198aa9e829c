namespace MutexResponder.Simulation.Documents;

/// <summary>The steps of the two documents.</summary>
internal enum Step
{
    Apply,
    Recover,
    Collect,
}
