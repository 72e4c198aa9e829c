namespace MutexResponder.Simulation.Faults;

/// <summary>Decides what happens to each call.</summary>
internal interface ICallFaults
{
    /// <param name="operation">What is called.</param>
    CallFault Next(PortOperation operation);
}
