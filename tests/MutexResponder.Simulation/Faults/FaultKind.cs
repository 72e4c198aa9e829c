namespace MutexResponder.Simulation.Faults;

/// <summary>What can go wrong, one kind a line of the summary.</summary>
internal enum FaultKind
{
    /// <summary>A call is refused before it did anything: throttled.</summary>
    CallThrottled,

    /// <summary>A call never arrives; its caller learns that late.</summary>
    CallTimedOut,

    /// <summary>A call did its work and the reply is lost.</summary>
    ReplyLost,

    /// <summary>IAM forbids the call, once.</summary>
    CallDenied,

    /// <summary>The function dies before its request leaves.</summary>
    KilledBeforeCall,

    /// <summary>The function dies after the work was done and before it hears of it.</summary>
    KilledAfterCall,

    /// <summary>A call takes seconds.</summary>
    CallSlow,

    /// <summary>DynamoDB refuses a write, since another one of the same item is under way.</summary>
    StoreConflict,

    /// <summary>The table's index is many seconds behind.</summary>
    IndexLag,

    /// <summary>SSM's list is behind.</summary>
    ListingLag,

    /// <summary>An EventBridge event never comes.</summary>
    EventLost,

    /// <summary>It comes twice.</summary>
    EventDoubled,

    /// <summary>It comes minutes late, so after later ones.</summary>
    EventLate,

    /// <summary>A batch of log lines comes twice.</summary>
    LogDoubled,

    /// <summary>A batch of log lines comes minutes late.</summary>
    LogLate,

    /// <summary>A schedule tick does not happen.</summary>
    TickLost,

    /// <summary>The agent loses its connection for some minutes.</summary>
    AgentOffline,

    /// <summary>SSM refuses a command, since the agent has been silent for minutes.</summary>
    AgentLost,

    /// <summary>SSM gives up on a command at once.</summary>
    Undeliverable,

    /// <summary>The output of the collect step ends in the middle.</summary>
    OutputCut,

    /// <summary>A step is killed at its time-out, wherever it was.</summary>
    StepTimedOut,

    /// <summary>A restart of the machine makes the agent forget the command it was running.</summary>
    RunForgotten,

    /// <summary>SSM never learns that a forgotten command is over.</summary>
    StatusStuck,

    /// <summary>A reboot takes many minutes.</summary>
    RebootSlow,

    /// <summary>The machine does not come back from a reboot.</summary>
    RebootHung,

    /// <summary>The machine loses its power and starts again.</summary>
    PowerCut,

    /// <summary>Clocks of machines or of the function's hosts disagree.</summary>
    ClockSkew,

    /// <summary>A machine's clock is hours off, or somebody sets it by hours.</summary>
    ClockHoursOff,

    /// <summary>A line every other second for two minutes.</summary>
    LogFlooded,

    /// <summary>A second Apache on the machine fails and says so in the same stream.</summary>
    NeighbourFailed,

    /// <summary>Somebody acts in the moment between two steps: writes something, or a module's file is gone.</summary>
    ChangedBetweenSteps,

    /// <summary>The package manager is at work, or somebody forbids that the machine goes down.</summary>
    RebootHazard,

    /// <summary>The stack is deployed with another mode.</summary>
    PolicyChanged,

    /// <summary>The stack is deployed anew: every warm process is gone.</summary>
    Deployed,

    /// <summary>A line of an attacker's making.</summary>
    ForgedLine,

    /// <summary>Apache is killed by something else.</summary>
    ApacheKilled,

    /// <summary>The semaphores are removed once more.</summary>
    SecondIncident,

    OperatorEdits,
    OperatorBreaksConfig,
    OperatorReboots,
    OperatorRestartsApache,
    OperatorFixesByHand,
    OperatorRevertsFix,
    OperatorStops,
    OperatorTerminates,
    OperatorAsksByHand,

    /// <summary>Somebody asks for the last change to be taken back.</summary>
    OperatorAsksRollback,
    KillSwitchThrown,
    OptInRemoved,

    /// <summary>The configuration overrides our line, so the change has no effect and must be taken back.</summary>
    RemedyOverridden,
}
