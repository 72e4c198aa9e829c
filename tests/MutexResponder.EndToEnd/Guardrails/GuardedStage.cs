using System.Text;
using System.Text.Json.Nodes;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>A rehearsal that the test takes part in: it asks the function as a person would, and looks at the AWS and the instances behind it.</summary>
internal sealed class GuardedStage : IAsyncDisposable
{
    private readonly Rehearsal _rehearsal;
    private readonly PhaseWatch _watch;

    private GuardedStage(Rehearsal rehearsal, PhaseWatch watch)
    {
        _rehearsal = rehearsal;
        _watch = watch;
        Ssm = new SsmClient(rehearsal.Aws.Url);
    }

    public AwsEndpoint Aws => _rehearsal.Aws;

    public SsmClient Ssm { get; }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<LabInstance> Instances => _rehearsal.Instances;

    /// <summary>For the message of a failing assertion.</summary>
    public string Story => _watch.ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Sets everything up; nothing fails yet. To be quick, recovery is a restart and ticks come each second, whatever the options say.</summary>
    public static async Task<GuardedStage> PrepareAsync(RehearsalOptions options)
    {
        var watch = new PhaseWatch();
        return new GuardedStage(await Rehearsal.PrepareAsync(options with { Recovery = RecoveryKind.Restart, TickInterval = TimeSpan.FromSeconds(1) }, watch, Token), watch);
    }

    /// <summary>One outage from its start to the end of its incidents.</summary>
    public Task<RehearsalResult> RunAsync() => _rehearsal.RunAsync(Token);

    public Task<Moment> PhaseAsync(IncidentPhase phase) => _watch.PhaseAsync(phase, Token);

    /// <summary>Invokes the function as the console does, and waits for its answer.</summary>
    public async Task<JsonNode> AskAsync(string request)
    {
        InvocationResult answer = await Aws.Functions.InvokeAsync(Encoding.UTF8.GetBytes(request), Token);
        Assert.False(answer.IsError, $"{request}: {answer.PayloadText}");
        return JsonNode.Parse(answer.PayloadText)!;
    }

    public async ValueTask DisposeAsync()
    {
        Ssm.Dispose();
        await _rehearsal.DisposeAsync();
    }
}
