using System.Collections.Immutable;

namespace MutexResponder.Lab.Agent;

/// <summary>The agent's way back to SSM, for one command on one machine. Calls are quick and do not throw.</summary>
public interface ICommandReplies
{
    /// <summary>The steps changed; the first call says that the agent has the command.</summary>
    void Report(ImmutableArray<StepState> steps);

    /// <summary>The document ended. The reply of its last step may follow.</summary>
    void End(CommandOutcome outcome, ImmutableArray<StepState> steps);
}
