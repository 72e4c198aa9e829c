using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Agent;

/// <summary>What an exit status makes of a step, and of the steps after it.</summary>
internal static class StepEnding
{
    public static StepState Of(SsmStep step, StepState state, int exitCode, bool cancelled)
    {
        StepState ended = state with { ExitCode = exitCode, Status = StatusOf(exitCode, cancelled) };
        if (exitCode == ExitCodes.SucceedAndSkipRest)
        {
            return ended.WithOutput("\nExit code 168: the step succeeded, the rest is skipped.", "") with { Status = StepStatus.Success };
        }

        if (exitCode == ExitCodes.FailAndSkipRest)
        {
            const string Note = "\nExit code 169: the step failed, the rest is skipped.";
            return ended.WithOutput(Note, Note);
        }

        if (ended.Status != StepStatus.Failed || step.OnFailure == StepExit.Continue)
        {
            return ended;
        }

        const string FailureNote = "\nThe step has onFailure: the rest is skipped.";
        ended = ended.WithOutput(FailureNote, FailureNote);
        return step.OnFailure == StepExit.SuccessAndExit
            ? ended with { Status = StepStatus.Success, ExitCode = ExitCodes.SucceedAndSkipRest }
            : ended;
    }

    /// <summary>A time-out is not a failure here: onFailure does not fire on it.</summary>
    public static bool EndsDocument(SsmStep step, StepState state) =>
        state.ExitCode is ExitCodes.SucceedAndSkipRest or ExitCodes.FailAndSkipRest
        || (state.Status == StepStatus.Failed && step.OnFailure == StepExit.Exit)
        || (state.Status == StepStatus.Success && step.OnSuccess == StepExit.Exit);

    private static StepStatus StatusOf(int exitCode, bool cancelled) => exitCode switch
    {
        0 => StepStatus.Success,
        ExitCodes.Reboot => StepStatus.SuccessAndReboot,
        ExitCodes.Killed => cancelled ? StepStatus.Cancelled : StepStatus.TimedOut,
        _ => StepStatus.Failed,
    };
}
