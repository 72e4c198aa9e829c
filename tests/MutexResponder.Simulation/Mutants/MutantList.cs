using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Simulation.Documents;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Every guard, switched off in turn. One that is not found out guards nothing, or is not tested.</summary>
internal static class MutantList
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(3650);

    public static ImmutableArray<Mutant> All { get; } =
    [
        new("the scripts reload what somebody else has pending", 3000) { Seed = 91, Guards = DocumentGuards.All with { ChecksHazards = false } },
        new("prevention changes machines in Report", 500) { Policy = policy => policy with { Prevention = PreventionMode.Fix } },
        new("a prevention takes the slots of outages", 3000) { Seed = 141, Storing = store => new AlteredSaves(store, Alterations.SlotsShared) },
        new("the sweep begins more preventions than there are places", 3000) { Rules = rules => rules with { FleetCapacity = int.MaxValue } },
        new("a prevention begins while another of its group recovers", 30000) { Seed = 19861, Storing = store => new AlteredSaves(store, Alterations.GroupNotLookedAt) },
        new("a line during a prevention is not heard", 5000) { Seed = 141, Storing = store => new AlteredSaves(store, Alterations.LineForgotten) },
        new("a rollback makes lines forgotten that wait for their look", 12000) { Seed = 9785, Storing = store => new AlteredSaves(store, Alterations.WaitingLinesForgotten) },
        new("EC2 is asked for a reboot again and again", 5000) { Seed = 399, Storing = store => new AlteredSaves(store, Alterations.ForcedRebootForgotten) },
        new("the scripts do not compare the boot id", 15000) { Seed = 3426, Guards = DocumentGuards.All with { ChecksBoot = false } },
        new("the scripts act on evidence that the machine has outlived", 3000) { Guards = DocumentGuards.All with { ChecksParent = false } },
        new("apply does not compare the configuration's hash", 2000) { Guards = DocumentGuards.All with { ChecksConfigHash = false } },
        new("apply does not take back what had no effect", 500) { Guards = DocumentGuards.All with { RestoresOnFailure = false } },
        new("apply does not take back the half of an interrupted change", 3000) { Seed = 292, Guards = DocumentGuards.All with { TakesBackHalfChanges = false } },
        new("recover restarts for each copy of an order", 15000) { Seed = 3780, Guards = DocumentGuards.All with { RestartsOnce = false } },
        new("a broken configuration is brought to life", 3000) { Seed = 1780, Guards = DocumentGuards.All with { ChecksSoundness = false } },
        new("recover brings to life what somebody wrote since the step before", 3000) { Seed = 247, Guards = DocumentGuards.All with { ChecksWhatIsLoaded = false } },
        new("a line of a clock that was set back is old news", 20000) { Seed = 229, Policy = policy => policy with { MaxLineLateness = Never } },
        new("the store ignores versions", 100) { Storing = store => new LastWriterWins(store) },
        new("slots are not taken with the record", 500) { Storing = store => new AlteredSaves(store, Alterations.SlotsNotTaken) },
        new("slots are not given back with the record", 100) { Storing = store => new AlteredSaves(store, Alterations.SlotsNotReleased) },
        new("a slot is given back while its order can still begin", 1000) { Policy = policy => policy with { SlotLease = TimeSpan.FromMinutes(1) } },
        new("the fleet's cap is not looked at", 500) { Clearing = (_, clear) => new WithoutCap(clear) },
        new("a log line is believed without corroboration", 500) { Reading = (world, ports) => new BelievedLines(world, ports) },
        new("the recovery is not verified", 1000) { Reading = (world, ports) => new BelievedRecovery(world, ports) },
        new("attempts are not counted", 3000) { Policy = policy => policy with { MaxRemediationsPerDay = int.MaxValue } },
        new("vetoes are not asked for", 500) { Clearing = (_, _) => new EverythingCleared() },
        new("vetoes are not asked for again before sending", 100) { Clearing = (_, clear) => new AskedOnce(clear) },
        new("an unconfirmed command is not looked for", 500) { Reading = (_, ports) => new NothingFound(ports) },
        new("any command that ended is taken for the awaited one", 3000) { Reading = (world, ports) => new AnyCommand(world, ports) },
        new("waiting for a command has no end", 3000) { Seed = 926, Policy = policy => policy with { InspectionTimeout = Never, RemediationTimeout = Never } },
        new("waiting for a person has no end", 1000) { Policy = policy => policy with { ApprovalTimeout = Never } },
        new("the mode is not looked at", 500) { Policy = policy => policy with { Mode = ResponseMode.Remediate } },
        new("an approval is of whatever waits", 3000)
        {
            Seed = 993,
            Asking = (world, request) => world.Records.Newest(request.Instance!.Value) is { } newest && request.IsAnswer
                ? request with { IncidentId = newest.Id, Plan = newest.Proposal?.Digest }
                : request,
        },
        new("an approval is of another plan as well, once the machine changed", 1000) { Seed = 203, Storing = store => new ApprovedForGood(store) },
        new("a report that failed counts as shown", 500) { Showing = (_, human) => new SwallowedReports(human) },
        new("an unconfirmed command is sent again at once", 1000) { Policy = policy => policy with { SendConfirmationTimeout = TimeSpan.Zero } },
        new("records that are finished but not told are not looked at again", 1000) { Storing = store => new OpenOnly(store) },
    ];
}
