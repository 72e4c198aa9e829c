namespace MutexResponder.Simulation.Faults;

/// <summary>The calls that the core makes through its ports.</summary>
internal enum PortOperation
{
    FindIncident,
    SaveIncident,
    ListUnfinished,
    PutBack,
    SendCommand,
    ReadCommand,
    FindCommandByComment,
    FindInstance,
    ShowIncident,
    RebootInstance,
    PageInstances,
    ReadFleet,
    SaveFleet,
    ShowFleet,
}
