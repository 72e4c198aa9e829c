namespace MutexResponder.Simulation.Faults;

/// <summary>Each call goes wrong with the rates of the weather.</summary>
internal sealed class RandomFaults(Weather weather) : ICallFaults
{
    private static readonly (FaultKind Kind, CallFault Fault)[] Kinds =
    [
        (FaultKind.CallThrottled, CallFault.Throttled),
        (FaultKind.CallTimedOut, CallFault.TimedOut),
        (FaultKind.ReplyLost, CallFault.ReplyLost),
        (FaultKind.CallDenied, CallFault.Denied),
        (FaultKind.KilledBeforeCall, CallFault.KilledBefore),
        (FaultKind.KilledAfterCall, CallFault.KilledAfter),
    ];

    public CallFault Next(PortOperation operation)
    {
        foreach ((FaultKind kind, CallFault fault) in Kinds)
        {
            if (weather.Strikes(kind))
            {
                return fault;
            }
        }

        return CallFault.None;
    }
}
