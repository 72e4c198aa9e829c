using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// An instance as the SSM agent on it sees it. With systemd the agent is a unit in there, ended by a shutdown and started by a boot; a light
/// instance has nothing to start a unit with, and its scripts are run from here.
/// </summary>
internal sealed class NamespaceMachine(LabInstance instance) : IAgentMachine
{
    /// <summary>The agent's own: it kills a step past its limit; the document's limits are far below.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    private readonly AgentUnit? _unit = instance.HasSystemd ? new AgentUnit(instance) : null;

    public InstanceId Id => instance.Id;

    public string BootId => instance.BootId;

    public async Task<ScriptRun> RunScriptAsync(string script, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ScriptResult result;
        try
        {
            result = await RunAsync(script, timeout, environment, cancellationToken);
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
        await RunAsync("shutdown -r +1", ShutdownTimeout, new Dictionary<string, string>(), cancellationToken);

    public Task WaitUntilUpAsync(CancellationToken cancellationToken) => instance.WaitUntilBootedAsync(instance.IsUp ? instance.BootCount : instance.BootCount + 1, cancellationToken);

    private Task<ScriptResult> RunAsync(string script, TimeSpan timeout, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        _unit?.RunAsync(script, timeout, environment, cancellationToken)
        ?? instance.RunScriptAsync(script, timeout, environment, cancellationToken: cancellationToken);
}
