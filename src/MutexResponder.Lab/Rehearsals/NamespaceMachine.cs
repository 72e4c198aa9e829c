using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>An instance in namespaces, as the SSM agent on it sees it.</summary>
internal sealed class NamespaceMachine(LabInstance instance) : IAgentMachine
{
    /// <summary>The agent's own: it kills a step past its limit; the document's limits are far below.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    public InstanceId Id => instance.Id;

    public string BootId => instance.BootId;

    public async Task<ScriptRun> RunScriptAsync(string script, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ScriptResult result;
        try
        {
            result = await instance.RunScriptAsync(script, timeout, environment, cancellationToken: cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return ScriptRun.Stopped();
        }

        return result.Outcome switch
        {
            ScriptOutcome.InstanceWentDown => ScriptRun.WentDown(result.Stdout, result.Stderr),
            ScriptOutcome.TimedOut => ScriptRun.Stopped(result.Stdout, result.Stderr),
            _ => ScriptRun.Ended(result.ExitCode, result.Stdout, result.Stderr),
        };
    }

    public async Task ShutdownInOneMinuteAsync(CancellationToken cancellationToken) =>
        await instance.RunScriptAsync("shutdown -r +1", ShutdownTimeout, cancellationToken: cancellationToken);

    public Task WaitUntilUpAsync(CancellationToken cancellationToken) => instance.WaitUntilBootedAsync(instance.IsUp ? instance.BootCount : instance.BootCount + 1, cancellationToken);
}
