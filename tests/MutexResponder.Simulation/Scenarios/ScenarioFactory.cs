using System.Collections.Immutable;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Scenarios;

/// <summary>Makes a scenario from a seed. Each run has some kinds of fault and not others: all of them at once would hide each other.</summary>
internal static class ScenarioFactory
{
    /// <summary>A run on the deployed store takes some twenty times as long.</summary>
    private const double DeployedStoreShare = 0.01;

    /// <summary>A run whose records go through JSON takes some two and a half times as long.</summary>
    private const double JsonShare = 0.04;

    /// <summary>Kinds that pass by themselves, with the rate at which they strike where a run has them.</summary>
    private static readonly (FaultKind Kind, double Rate)[] Passing =
    [
        (FaultKind.CallThrottled, 0.04),
        (FaultKind.CallTimedOut, 0.04),
        (FaultKind.ReplyLost, 0.05),
        (FaultKind.KilledBeforeCall, 0.04),
        (FaultKind.KilledAfterCall, 0.05),
        (FaultKind.CallSlow, 0.2),
        (FaultKind.ListingLag, 0.5),
        (FaultKind.EventLost, 0.4),
        (FaultKind.EventDoubled, 0.4),
        (FaultKind.EventLate, 0.4),
        (FaultKind.LogDoubled, 0.4),
        (FaultKind.LogLate, 0.3),
        (FaultKind.TickLost, 0.2),
        (FaultKind.StoreConflict, 0.2),
        (FaultKind.IndexLag, 0.5),
        (FaultKind.ClockSkew, 0.5),
    ];

    /// <summary>Kinds that may keep an incident from being resolved.</summary>
    private static readonly (FaultKind Kind, double Rate)[] Lasting =
    [
        (FaultKind.CallDenied, 0.02),
        (FaultKind.AgentOffline, 0.2),
        (FaultKind.AgentLost, 0.1),
        (FaultKind.Undeliverable, 0.1),
        (FaultKind.OutputCut, 0.2),
        (FaultKind.StepTimedOut, 0.2),
        (FaultKind.RunForgotten, 0.3),
        (FaultKind.StatusStuck, 0.5),
        (FaultKind.RebootSlow, 0.4),
        (FaultKind.RebootHung, 0.2),
        (FaultKind.PowerCut, 0.2),
    ];

    private static readonly (WorldEventKind Event, FaultKind Kind)[] Interference =
    [
        (WorldEventKind.OperatorEdits, FaultKind.OperatorEdits),
        (WorldEventKind.OperatorBreaksConfig, FaultKind.OperatorBreaksConfig),
        (WorldEventKind.OperatorReboots, FaultKind.OperatorReboots),
        (WorldEventKind.OperatorRestartsApache, FaultKind.OperatorRestartsApache),
        (WorldEventKind.OperatorFixesByHand, FaultKind.OperatorFixesByHand),
        (WorldEventKind.OperatorStops, FaultKind.OperatorStops),
        (WorldEventKind.OperatorTerminates, FaultKind.OperatorTerminates),
        (WorldEventKind.OperatorAsksInspection, FaultKind.OperatorAsksByHand),
        (WorldEventKind.OperatorAsksRemediation, FaultKind.OperatorAsksByHand),
        (WorldEventKind.OperatorAsksRollback, FaultKind.OperatorAsksRollback),
        (WorldEventKind.OperatorAsksPrevention, FaultKind.OperatorAsksByHand),
        (WorldEventKind.OperatorStopsApache, FaultKind.OperatorRestartsApache),
        (WorldEventKind.PackageManagerStarts, FaultKind.RebootHazard),
        (WorldEventKind.ShutdownIsInhibited, FaultKind.RebootHazard),
        (WorldEventKind.PolicyChanges, FaultKind.PolicyChanged),
        (WorldEventKind.ClockIsSet, FaultKind.ClockHoursOff),
        (WorldEventKind.SwitchIsThrown, FaultKind.KillSwitchThrown),
        (WorldEventKind.OptInIsRemoved, FaultKind.OptInRemoved),
        (WorldEventKind.SessionEnds, FaultKind.SecondIncident),
        (WorldEventKind.LineIsForged, FaultKind.ForgedLine),
        (WorldEventKind.ApacheIsKilled, FaultKind.ApacheKilled),
    ];

    /// <summary>What no response may be kept from: these also come to runs in which everything else must end well.</summary>
    private static readonly (WorldEventKind Event, FaultKind Kind)[] Harmless =
    [
        (WorldEventKind.NeighbourFails, FaultKind.NeighbourFailed),
        (WorldEventKind.LogIsFlooded, FaultKind.LogFlooded),
        (WorldEventKind.FunctionIsDeployed, FaultKind.Deployed),
    ];

    public static (Scenario Scenario, ImmutableArray<FaultKind> SetFaults) Create(ulong seed)
    {
        // Another stream than the run's own, so that a change here does not move what happens there.
        var prng = new Prng(seed ^ 0x5CE4A210);
        bool isGentle = prng.Chance(0.35);
        var rates = ImmutableDictionary.CreateBuilder<FaultKind, double>();
        AddRates(Passing, 0.35);
        var set = ImmutableArray.CreateBuilder<FaultKind>();
        if (!isGentle)
        {
            AddRates(Lasting, 0.2);
        }

        // Numbers of its own, so that every other seed stays as it is.
        var between = new Prng(seed ^ 0x7B3E11C5);
        if (!isGentle && between.Chance(0.06))
        {
            rates[FaultKind.ChangedBetweenSteps] = 0.5 * between.NextFraction();
        }

        int count = prng.NextFraction() switch { < 0.7 => 1, < 0.9 => 2, _ => 4 };
        ImmutableArray<MachineSetup> machines = [.. Enumerable.Range(0, count).Select(_ => NewMachine(prng, isGentle, set))];
        Policy policy = NewPolicy(prng, isGentle);
        ImmutableArray<WorldEvent> events = NewEvents(prng, count, isGentle, policy, set);
        TimeSpan last = events.Max(e => e.At) + TimeSpan.FromMinutes(5);
        var scenario = new Scenario
        {
            Seed = seed,
            Policy = policy,
            Rules = new ClearanceRules
            {
                OptInTagKey = prng.Chance(0.7) ? Scenario.OptInTag : null,
                OptInTagValue = "on",
                FleetCapacity = prng.Chance(0.5) ? 1 : 2,
                AsksForGroupMembers = !isGentle && prng.Chance(0.3),
            },
            Machines = machines,
            Events = events,
            Rates = rates.ToImmutable(),
            ClearsAfter = last > TimeSpan.FromMinutes(25) ? last : TimeSpan.FromMinutes(25),
            MustRecover = isGentle,
            MaxListingLagSeconds = isGentle ? 20 : 90,
            MaxFunctionSkewSeconds = isGentle ? 2 : 5,
            RecordsTravelAsJson = prng.Chance(JsonShare),
            UsesDeployedStore = prng.Chance(DeployedStoreShare),
        };
        return (scenario, set.ToImmutable());

        void AddRates((FaultKind Kind, double Rate)[] kinds, double share)
        {
            foreach ((FaultKind kind, double rate) in kinds)
            {
                if (prng.Chance(share))
                {
                    rates[kind] = rate * prng.NextFraction();
                }
            }
        }
    }

    private static Policy NewPolicy(Prng prng, bool isGentle) => new()
    {
        Mode = isGentle ? ResponseMode.Remediate : prng.NextFraction() switch { < 0.7 => ResponseMode.Remediate, < 0.85 => ResponseMode.Approve, _ => ResponseMode.Observe },
        Recovery = prng.Chance(0.75) ? RecoveryKind.Reboot : RecoveryKind.Restart,
        RemedyStyle = prng.Chance(0.7) ? RemedyStyle.ConfAvailable : RemedyStyle.Uncomment,
        Prevention = prng.NextFraction() switch { < 0.55 => PreventionMode.Off, < 0.7 => PreventionMode.Report, < 0.8 => PreventionMode.Approve, _ => PreventionMode.Fix },
    };

    private static MachineSetup NewMachine(Prng prng, bool isGentle, ImmutableArray<FaultKind>.Builder set)
    {
        bool overrides = !isGentle && prng.Chance(0.08);
        if (overrides)
        {
            set.Add(FaultKind.RemedyOverridden);
        }

        return new MachineSetup
        {
            Mpm = prng.Chance(0.85) ? "prefork" : "worker",
            ClockSkew = prng.NextFraction() switch { < 0.3 => prng.Seconds(-300, 300), < 0.36 => HoursOff(prng, set), _ => TimeSpan.Zero },
            HasNeighbour = prng.Chance(0.2),
            Group = prng.Chance(0.2) ? "web-asg" : null,
            IsOptedIn = isGentle || prng.Chance(0.85),
            OverridesDefault = overrides,
        };
    }

    private static TimeSpan HoursOff(Prng prng, ImmutableArray<FaultKind>.Builder set)
    {
        set.Add(FaultKind.ClockHoursOff);
        return prng.Seconds(-6 * 3600, 6 * 3600);
    }

    private static ImmutableArray<WorldEvent> NewEvents(Prng prng, int count, bool isGentle, Policy policy, ImmutableArray<FaultKind>.Builder set)
    {
        var events = ImmutableArray.CreateBuilder<WorldEvent>();
        for (int machine = 0; machine < count; machine++)
        {
            TimeSpan at = prng.Seconds(60, policy.Prevention == PreventionMode.Off ? 120 : 600);
            double trouble = prng.NextFraction();
            if (trouble < 0.12)
            {
                Add(at, machine, WorldEventKind.LineIsForged, FaultKind.ForgedLine);

                // The clock is set while that is looked at, and the real outage follows. Numbers of its own as well.
                var clock = new Prng((ulong)at.Ticks);
                if (!isGentle && clock.Chance(0.3))
                {
                    TimeSpan setAt = at + clock.Seconds(1, 40);
                    Add(setAt, machine, WorldEventKind.ClockIsSet, FaultKind.ClockHoursOff);
                    Add(setAt + clock.Seconds(0.1, 60), machine, WorldEventKind.SessionEnds, FaultKind.SecondIncident);
                }
            }
            else if (trouble < 0.2 && !isGentle)
            {
                Add(at, machine, WorldEventKind.LineIsForged, FaultKind.ForgedLine);
                Add(at + TimeSpan.FromSeconds(1), machine, WorldEventKind.ApacheIsKilled, FaultKind.ApacheKilled);
            }
            else
            {
                events.Add(new WorldEvent(at, machine, WorldEventKind.SessionEnds));

                // Somebody who is as quick as the responder: between the evidence and its order. Numbers of its own, so that every other seed stays as it is.
                var somebody = new Prng((ulong)at.Ticks);
                if (!isGentle && somebody.Chance(0.3))
                {
                    TimeSpan by = at + somebody.Seconds(3, 30);
                    Add(by, machine, WorldEventKind.OperatorRestartsApache, FaultKind.OperatorRestartsApache);
                    if (somebody.Chance(0.3))
                    {
                        Add(by + somebody.Seconds(1, 5), machine, WorldEventKind.OperatorStopsApache, FaultKind.OperatorRestartsApache);
                    }
                }
            }

            if (prng.Chance(0.25))
            {
                Add(prng.Seconds(60, 900), machine, WorldEventKind.LineIsForged, FaultKind.ForgedLine);
            }

            if (prng.Chance(0.15))
            {
                Add(prng.Seconds(60, 900), machine, WorldEventKind.SessionEnds, FaultKind.SecondIncident);
            }

            if (prng.Chance(0.2))
            {
                (WorldEventKind kind, FaultKind fault) = Harmless[prng.Below(Harmless.Length)];
                Add(prng.Seconds(60, 300), machine, kind, fault);
            }

            if (!isGentle)
            {
                Interfere(prng, machine, Add);
            }
        }

        return events.ToImmutable();

        void Add(TimeSpan at, int machine, WorldEventKind kind, FaultKind fault)
        {
            events.Add(new WorldEvent(at, machine, kind));
            set.Add(fault);
        }
    }

    private static void Interfere(Prng prng, int machine, Action<TimeSpan, int, WorldEventKind, FaultKind> add)
    {
        int actions = prng.NextFraction() switch { < 0.4 => 0, < 0.8 => 1, _ => 3 };
        for (int i = 0; i < actions; i++)
        {
            (WorldEventKind kind, FaultKind fault) = Interference[prng.Below(Interference.Length)];
            // Most within the minutes in which a usual incident runs.
            TimeSpan at = prng.Chance(0.7) ? prng.Seconds(55, 260) : prng.Seconds(0, 1500);
            add(at, machine, kind, fault);
            if (kind == WorldEventKind.SwitchIsThrown)
            {
                add(at + prng.Seconds(10, 1200), machine, WorldEventKind.SwitchIsReleased, fault);
            }
            else if (fault == FaultKind.RebootHazard)
            {
                add(at + prng.Seconds(10, 1200), machine, WorldEventKind.HazardEnds, fault);
            }
            else if (kind == WorldEventKind.OperatorAsksRollback)
            {
                // Once more when the incident is over: while it is open nobody takes anything back.
                add(at + prng.Seconds(120, 900), machine, kind, fault);
            }
            else if (kind == WorldEventKind.OperatorBreaksConfig)
            {
                add(at + prng.Seconds(10, 1200), machine, WorldEventKind.OperatorMendsConfig, fault);
            }
        }

        // A fix that somebody keeps taking out again: the same outage over and over.
        if (prng.Chance(0.08))
        {
            for (int i = 1; i <= 3; i++)
            {
                TimeSpan at = TimeSpan.FromMinutes(20 * i) + prng.Seconds(0, 300);
                add(at, machine, WorldEventKind.OperatorRevertsFix, FaultKind.OperatorRevertsFix);
                add(at + prng.Seconds(30, 120), machine, WorldEventKind.SessionEnds, FaultKind.SecondIncident);
            }
        }

        if (prng.Chance(0.25))
        {
            TimeSpan at = prng.Chance(0.5) ? prng.Seconds(70, 300) : prng.Seconds(300, 6000);
            add(at, machine, prng.Chance(0.8) ? WorldEventKind.OperatorApproves : WorldEventKind.OperatorRejects, FaultKind.OperatorAsksByHand);

            // Once more, for a plan that waits again since the machine changed, or too late for the one that was read.
            add(at + prng.Seconds(20, 2400), machine, WorldEventKind.OperatorApproves, FaultKind.OperatorAsksByHand);
        }
    }
}
