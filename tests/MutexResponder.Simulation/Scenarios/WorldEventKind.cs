namespace MutexResponder.Simulation.Scenarios;

/// <summary>What happens to a machine from outside.</summary>
internal enum WorldEventKind
{
    SessionEnds,
    LineIsForged,
    ApacheIsKilled,
    OperatorEdits,
    OperatorBreaksConfig,
    OperatorMendsConfig,
    OperatorReboots,
    OperatorRestartsApache,
    OperatorStopsApache,
    OperatorFixesByHand,
    OperatorRevertsFix,
    OperatorStops,
    OperatorTerminates,
    OperatorAsksInspection,
    OperatorAsksRemediation,
    OperatorApproves,
    OperatorRejects,
    SwitchIsThrown,
    SwitchIsReleased,
    OptInIsRemoved,
}
