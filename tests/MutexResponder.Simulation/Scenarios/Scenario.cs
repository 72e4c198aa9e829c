using System.Collections.Immutable;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Scenarios;

/// <summary>Everything about a run that is set before it starts.</summary>
internal sealed record Scenario
{
    public const string OptInTag = "mutex-responder";

    /// <summary>After the last fault, with nobody to wait for: inspections, a slot, a reboot that never ends, verifications.</summary>
    public static readonly TimeSpan EndBound = TimeSpan.FromHours(3);

    public required ulong Seed { get; init; }

    public Policy Policy { get; init; } = new() { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Off };

    public ClearanceRules Rules { get; init; } = new() { OptInTagKey = OptInTag, OptInTagValue = "on", AsksForGroupMembers = false };

    /// <summary>From one look of the fleet's at a machine to the next.</summary>
    public TimeSpan SweepPeriod { get; init; } = TimeSpan.FromMinutes(20);

    public ImmutableArray<MachineSetup> Machines { get; init; } = [new MachineSetup()];

    public ImmutableArray<WorldEvent> Events { get; init; } = [];

    /// <summary>How often each kind strikes, each time that it could.</summary>
    public ImmutableDictionary<FaultKind, double> Rates { get; init; } = ImmutableDictionary<FaultKind, double>.Empty;

    /// <summary>No fault strikes after this.</summary>
    public TimeSpan ClearsAfter { get; init; }

    /// <summary>Nothing in it lasts: every real outage must be recovered from, not only told to a person.</summary>
    public bool MustRecover { get; init; }

    /// <summary>Every site serves at the end, on a mutex that nobody can remove, or on one as before; null where that is not told.</summary>
    public bool? MustBeImmune { get; init; }

    public double MaxListingLagSeconds { get; init; } = 20;

    public double MaxFunctionSkewSeconds { get; init; } = 2;

    /// <summary>Records go through their JSON at each read.</summary>
    public bool RecordsTravelAsJson { get; init; }

    /// <summary>The deployed stores, over a table, in place of those in memory.</summary>
    public bool UsesDeployedStore { get; init; }

    /// <summary>Each log line is delivered this many times more.</summary>
    public int ExtraLogCopies { get; init; }

    /// <summary>When everything must have ended.</summary>
    public TimeSpan MustEndBy
    {
        get
        {
            TimeSpan last = Events.IsEmpty ? ClearsAfter : Events.Max(e => e.At) is var at && at > ClearsAfter ? at : ClearsAfter;
            bool waitsForPeople = Policy.Mode == ResponseMode.Approve || Policy.Prevention >= PreventionMode.Approve || Events.Any(e => e.Kind == WorldEventKind.PolicyChanges) || (Rules.AsksForGroupMembers && Machines.Any(m => m.Group is not null));

            // A prevention that waited for nothing may have become an outage that waits as long.
            return last + EndBound + (waitsForPeople ? 2 * Policy.ApprovalTimeout : TimeSpan.Zero);
        }
    }
}
