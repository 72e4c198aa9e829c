using System.Collections.Immutable;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Aws;
using MutexResponder.Remediation;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>How a rehearsal ended.</summary>
/// <param name="Options">What was rehearsed.</param>
/// <param name="Instances">One outcome an instance.</param>
/// <param name="Calls">Every AWS call the function made.</param>
/// <param name="FunctionLog">What the function wrote, newest lines kept.</param>
/// <param name="Moments">The whole story.</param>
public sealed record RehearsalResult(
    RehearsalOptions Options,
    ImmutableArray<InstanceOutcome> Instances,
    ImmutableArray<JournaledCall> Calls,
    ImmutableArray<string> FunctionLog,
    ImmutableArray<Moment> Moments)
{
    /// <summary>When the moments' time began, by the clock of the calls and invocations.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Every invocation of the function that ended.</summary>
    public ImmutableArray<ServedInvocation> Invocations { get; init; } = [];

    /// <summary>
    /// The rehearsal went as its cause and mode demand: with a real outage every site answers again on a mutex that cannot be removed; where
    /// nothing may be done, or nobody allowed it, nothing was touched. Judged by the lab's own eyes as well as by the responder's word.
    /// </summary>
    public bool Succeeded => Instances.Length > 0 && Instances.All(outcome => !Differences(outcome).Any());

    /// <summary>How one instance has to end.</summary>
    public ExpectedEnd Expected(InstanceOutcome outcome) => ExpectedEnd.Of(Options.Cause, Options.Mode, outcome.Answer);

    /// <summary>What ended otherwise on one instance, in words.</summary>
    public IEnumerable<string> Differences(InstanceOutcome outcome) => Expected(outcome).Differences(outcome, Options.Cause == Cause.AtRisk ? RecoveryKind.Reload : Options.Recovery);
}
