using System.Collections.Immutable;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Agent;

/// <summary>One document on one machine, from the first step to the answer, across reboots.</summary>
internal sealed class DocumentRun(CommandDelivery delivery, IAgentMachine machine, LabAgentOptions options, TimeProvider time)
{
    private readonly StepState[] _steps = [.. delivery.Document.Steps.Select(step => new StepState(step.Name))];

    private ImmutableArray<StepState> Snapshot => [.. _steps];

    /// <summary>Returns when the document ended, or when SSM no longer waits for it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        TimeSpan untilExpiry = delivery.ExpiresAt - time.GetUtcNow();
        using var expired = new CancellationTokenSource(untilExpiry > TimeSpan.Zero ? untilExpiry : TimeSpan.Zero, time);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping, expired.Token);
        try
        {
            delivery.Replies.Report(Snapshot);
            for (int resumes = 0; resumes <= options.MaxResumes; resumes++)
            {
                string boot = machine.BootId;
                PassEnd end = await RunPassAsync(abandoned.Token).ConfigureAwait(false);
                if (end == PassEnd.DocumentEnded)
                {
                    ImmutableArray<StepState> all = Snapshot;
                    if (options.LastReplyDelay > TimeSpan.Zero)
                    {
                        delivery.Replies.End(Outcome(), all.SetItem(all.Length - 1, new StepState(all[^1].Name) { Status = StepStatus.InProgress, StartedAt = all[^1].StartedAt }));
                        await Task.Delay(options.LastReplyDelay, time, abandoned.Token).ConfigureAwait(false);
                        delivery.Replies.Report(all);
                        return;
                    }

                    delivery.Replies.End(Outcome(), all);
                    return;
                }

                await WaitForNextBootAsync(boot, callShutdown: end == PassEnd.RebootAsked, abandoned.Token).ConfigureAwait(false);
            }

            // Resumed too often: the real agent moves the document to its "corrupt" folder and SSM never hears of it again.
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // SSM has given the command up. Leaving it here keeps one hung machine from holding up later commands.
        }
    }

    private async Task<PassEnd> RunPassAsync(CancellationToken abandoned)
    {
        for (int index = 0; index < _steps.Length; index++)
        {
            if (_steps[index].Status is not (StepStatus.NotStarted or StepStatus.InProgress or StepStatus.SuccessAndReboot))
            {
                continue;
            }

            SsmStep step = delivery.Document.Steps[index];
            if (SkipReason(step, index) is string reason)
            {
                DateTimeOffset now = time.GetUtcNow();
                Set(index, _steps[index] with { Status = StepStatus.Skipped, ExitCode = 0, Note = reason, StartedAt = now, EndedAt = now });
                continue;
            }

            PassEnd end = await RunStepAsync(step, index, abandoned).ConfigureAwait(false);
            if (end != PassEnd.DocumentEnded)
            {
                return end;
            }
        }

        return PassEnd.DocumentEnded;
    }

    private async Task<PassEnd> RunStepAsync(SsmStep step, int index, CancellationToken abandoned)
    {
        Set(index, _steps[index] with { Status = StepStatus.InProgress, StartedAt = time.GetUtcNow() });
        ScriptRun run = await RunScriptAsync(step, abandoned).ConfigureAwait(false);
        StepState state = _steps[index].WithOutput(run.Stdout, run.Stderr);
        if (run.ExitCode is not int exitCode)
        {
            Set(index, state);
            return PassEnd.MachineWentDown;
        }

        StepState ended = StepEnding.Of(step, state, exitCode, delivery.Cancelled.IsCancellationRequested) with { EndedAt = time.GetUtcNow() };
        Set(index, ended, isTold: options.LastReplyDelay == TimeSpan.Zero || index < _steps.Length - 1 || ended.Status == StepStatus.SuccessAndReboot);
        return _steps[index].Status == StepStatus.SuccessAndReboot ? PassEnd.RebootAsked : PassEnd.DocumentEnded;
    }

    private async Task<ScriptRun> RunScriptAsync(SsmStep step, CancellationToken abandoned)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(abandoned, delivery.Cancelled);
        if (delivery.Cancelled.IsCancellationRequested)
        {
            return ScriptRun.Stopped();
        }

        try
        {
            string script = ParameterText.Substitute(step.Script, delivery.Parameters);
            return await machine.RunScriptAsync(script, ScriptEnvironment(), step.Timeout(delivery.Parameters), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!abandoned.IsCancellationRequested && delivery.Cancelled.IsCancellationRequested)
        {
            return ScriptRun.Stopped();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // The real agent answers "failed to run commands" where it cannot start a shell; a lab fault must show there too.
            return ScriptRun.Ended(1, stderr: $"failed to run commands: {problem.Message}");
        }
    }

    private Dictionary<string, string> ScriptEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SSM_COMMAND_ID"] = delivery.CommandId };
        if (options.Version == AgentVersion.New)
        {
            foreach (SsmParameter parameter in delivery.Document.Parameters.Where(parameter => parameter.IsEnvironmentVariable))
            {
                environment[$"SSM_{parameter.Name}"] = delivery.Parameters[parameter.Name];
            }
        }

        return environment;
    }

    /// <summary>Null where the step is to run. The finally step (the last one only) runs whatever went before.</summary>
    private string? SkipReason(SsmStep step, int index)
    {
        bool isFinally = step.IsFinally && index == _steps.Length - 1;
        for (int earlier = 0; earlier < index && !isFinally; earlier++)
        {
            if (StepEnding.EndsDocument(delivery.Document.Steps[earlier], _steps[earlier]))
            {
                return $"Step {step.Name} was skipped: step {_steps[earlier].Name} ended the document.";
            }
        }

        return step.Precondition is { } precondition && !precondition.IsMet(delivery.Parameters)
            ? $"Step {step.Name} was skipped: its precondition is not met: {precondition}."
            : null;
    }

    private async Task WaitForNextBootAsync(string boot, bool callShutdown, CancellationToken abandoned)
    {
        if (callShutdown)
        {
            await Task.Delay(options.RebootCallDelay, time, abandoned).ConfigureAwait(false);

            // The script may have arranged a quicker reboot of its own: then this agent is dead by now and calls nothing.
            if (machine.BootId == boot)
            {
                await machine.ShutdownInOneMinuteAsync(abandoned).ConfigureAwait(false);
            }
        }

        // Bounded by the command's expiry, through the token.
        while (machine.BootId == boot)
        {
            await Task.Delay(options.BootPollInterval, time, abandoned).ConfigureAwait(false);
        }

        await machine.WaitUntilUpAsync(abandoned).ConfigureAwait(false);
    }

    /// <summary>Failed before TimedOut before Cancelled before Success; a skipped step is a success.</summary>
    private CommandOutcome Outcome() =>
        _steps.Any(step => step.Status == StepStatus.Failed) ? CommandOutcome.Failed
        : _steps.Any(step => step.Status == StepStatus.TimedOut) ? CommandOutcome.TimedOut
        : _steps.Any(step => step.Status == StepStatus.Cancelled) ? CommandOutcome.Cancelled
        : CommandOutcome.Success;

    private void Set(int index, StepState state, bool isTold = true)
    {
        _steps[index] = state;
        if (isTold)
        {
            delivery.Replies.Report(Snapshot);
        }
    }

    private enum PassEnd
    {
        DocumentEnded,
        RebootAsked,
        MachineWentDown,
    }
}
