using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Simulation.Documents;
using MutexResponder.Simulation.Function;

namespace MutexResponder.Simulation.Mutants;

/// <summary>
/// The responder with one guard switched off, from outside: by a decorator around a port, another policy, or a document
/// without its check. The invariants are told the truth all the same.
/// </summary>
/// <param name="Name">The guard that it lacks.</param>
/// <param name="SeedBudget">Seeds within which the simulation must find it out.</param>
internal sealed record Mutant(string Name, int SeedBudget)
{
    /// <summary>The real responder.</summary>
    public static Mutant None { get; } = new("none", 0);

    /// <summary>The seed that found it last: tried first, and as good as any where worlds are drawn otherwise by now.</summary>
    public ulong Seed { get; init; } = 1;

    public DocumentGuards Guards { get; init; } = DocumentGuards.All;

    public Func<Policy, Policy> Policy { get; init; } = policy => policy;

    /// <summary>What the sweep goes by.</summary>
    public Func<ClearanceRules, ClearanceRules> Rules { get; init; } = rules => rules;

    public Func<IIncidentStore, IIncidentStore> Storing { get; init; } = store => store;

    public Func<World, PortsOverNetwork, IReadCommands> Reading { get; init; } = (_, ports) => ports;

    public Func<World, IClearChanges, IClearChanges> Clearing { get; init; } = (_, clear) => clear;

    public Func<World, ManualRequest, ManualRequest> Asking { get; init; } = (_, request) => request;

    public Func<World, IKeepHumanRecord, IKeepHumanRecord> Showing { get; init; } = (_, human) => human;
}
