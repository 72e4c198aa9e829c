namespace MutexResponder.Simulation.Faults;

/// <summary>The named calls go wrong in the named way, all others go well. The first call of a run is number 1.</summary>
internal sealed class ScriptedFaults(params (int CallNumber, CallFault Fault)[] script) : ICallFaults
{
    public int CallCount { get; private set; }

    /// <summary>The operations called, in order.</summary>
    public List<PortOperation> Operations { get; } = [];

    public CallFault Next(PortOperation operation)
    {
        CallCount++;
        Operations.Add(operation);
        foreach ((int callNumber, CallFault fault) in script)
        {
            if (callNumber == CallCount)
            {
                return fault;
            }
        }

        return CallFault.None;
    }
}
