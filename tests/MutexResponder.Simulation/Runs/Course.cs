using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Scenarios;

namespace MutexResponder.Simulation.Runs;

/// <summary>A usual course of things, in which each call is then failed.</summary>
/// <param name="Name">In a word or two.</param>
/// <param name="Scenario">
/// What happens. Where it must recover, each passing fault ends as well as none; EC2 is asked once an attempt, and a prevention waits for the next look.
/// </param>
internal sealed record Course(string Name, Scenario Scenario)
{
    private static readonly WorldEvent Outage = At(65, WorldEventKind.SessionEnds);

    private static readonly Policy Remediate = new() { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Off };

    private static readonly Policy Restart = Remediate with { Recovery = RecoveryKind.Restart };

    public static ImmutableArray<Course> All { get; } =
    [
        new("reboot", Of(Remediate, Outage)),
        new("restart", Of(Restart, Outage)),
        new("reboot on the deployed store", Of(Remediate, Outage) with { UsesDeployedStore = true }),
        new("approval", Of(Restart with { Mode = ResponseMode.Approve }, [Outage, .. Again(WorldEventKind.OperatorApproves, 150, 300, 460)])),
        new("forced reboot", Of(Remediate, Outage) with
        {
            Rates = ImmutableDictionary<FaultKind, double>.Empty.Add(FaultKind.RebootHung, 1),
            ClearsAfter = TimeSpan.FromMinutes(4),
            MustRecover = false,
        }),
        new("prevention", Of(Remediate with { Prevention = PreventionMode.Fix }) with { ClearsAfter = TimeSpan.FromMinutes(25), MustRecover = false }),
        new("rollback", Of(Restart, [Outage, .. Again(WorldEventKind.OperatorAsksRollback, 300, 400, 470)]) with { MustBeImmune = false }),
    ];

    /// <summary>A person who comes back where nothing has come of it.</summary>
    private static IEnumerable<WorldEvent> Again(WorldEventKind kind, params int[] seconds) => seconds.Select(second => At(second, kind));

    private static WorldEvent At(int seconds, WorldEventKind kind) => new(TimeSpan.FromSeconds(seconds), 0, kind);

    private static Scenario Of(Policy policy, params WorldEvent[] events) => new()
    {
        Seed = 1,
        Policy = policy,
        Events = [.. events],
        ClearsAfter = TimeSpan.FromMinutes(8),
        MustRecover = true,
        MustBeImmune = true,
    };
}
