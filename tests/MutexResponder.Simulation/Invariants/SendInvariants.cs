using System.Globalization;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Function;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Invariants;

/// <summary>What must hold when a command reaches SSM.</summary>
internal sealed class SendInvariants(World world)
{
    /// <summary>Far above what any incident needs: more is a loop.</summary>
    private const int MaxCommandsPerIncident = 30;

    public void OnSend(Invocation invocation, CommandRequest request)
    {
        CheckOnce(invocation, request);
        if (request.Comment.Length > 100)
        {
            world.Break("a comment has at most 100 characters", request.Comment);
        }

        string incidentId = request.Comment.Split(' ')[0];
        int count = world.Commands.All.Count(c => c.Request.Comment.StartsWith(incidentId, StringComparison.Ordinal));
        if (count >= MaxCommandsPerIncident)
        {
            world.Break("an incident sends a bounded number of commands", $"{incidentId} sent {count + 1}");
        }

        if (request.Kind != CommandKind.Inspect)
        {
            CheckAllowed(invocation, request, Change.Of(request).Goal);
        }
    }

    /// <summary>
    /// The same command again only after SSM was asked for it and did not list it. One that saved, and came to its sending
    /// so late that others had reason to think it dead, cannot know: then the instance's own guards must hold.
    /// </summary>
    private void CheckOnce(Invocation invocation, CommandRequest request)
    {
        if (request.Comment.StartsWith(FleetSweep.LookComment, StringComparison.Ordinal))
        {
            // The fleet's looks are not claimed first: ticks that overlap may both ask, within one second under one name, and that costs a look.
            return;
        }

        TimeSpan patience = invocation.Policy.SendConfirmationTimeout - TimeSpan.FromSeconds(2 * world.Scenario.MaxFunctionSkewSeconds);
        if (invocation.Saves.TryGetValue(request.Instance, out TimeSpan savedAt) && world.Queue.Elapsed - savedAt >= patience)
        {
            return;
        }

        foreach (SimulatedCommand earlier in world.Commands.All.Where(c => c.Request.Instance == request.Instance && c.Request.Comment == request.Comment))
        {
            if (!invocation.Lookups.TryGetValue(request.Comment, out TimeSpan askedAt) || earlier.ListedAt <= askedAt)
            {
                world.Break("a command is sent again only where SSM was asked for it and did not list it", request.Comment);
            }
        }
    }

    /// <summary>The plan that the order asks for, from what the instance is sent.</summary>
    private static Plan PlanOf(IReadOnlyDictionary<string, string> parameters) => parameters.TryGetValue("ChangeIncidentId", out string? changed)
        ? Plan.OfRollback(
            new AppliedChange(Read<IncidentId>(changed), default, default),
            Enum.Parse<RecoveryKind>(parameters["Recovery"], ignoreCase: true),
            Read<BootId>(parameters["ExpectedBootId"]),
            Read<ConfigHash>(parameters["ExpectedConfigHash"]),
            Read<ParentIdentity>(parameters["ExpectedParent"]))
        : new Plan(
        Enum.Parse<Remedy>(parameters["Remedy"].Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        Enum.Parse<RecoveryKind>(parameters["Recovery"], ignoreCase: true),
        Read<BootId>(parameters["ExpectedBootId"]),
        Read<ConfigHash>(parameters["ExpectedConfigHash"]),
        [.. parameters["RemoveSemaphores"].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))],
        Read<ParentIdentity>(parameters["ExpectedParent"]));

    /// <summary>A parameter of a command, as what it is to be.</summary>
    public static T Read<T>(string text)
        where T : struct, IText<T> => T.TryParse(text, out T value) ? value : throw new FormatException($"'{text}' was sent for a {typeof(T).Name}.");

    /// <summary>By what allowed the change, where that still allows one.</summary>
    private static ResponseMode ToTakeBack(AppliedChange change, Policy policy) => change.By != RecoveryKind.Reload ? policy.Mode : policy.Prevention switch
    {
        PreventionMode.Approve => ResponseMode.Approve,
        PreventionMode.Fix => ResponseMode.Remediate,
        _ => policy.Mode,
    };

    private void CheckAllowed(Invocation invocation, CommandRequest request, IncidentGoal goal)
    {
        Policy policy = invocation.Policy;
        if (goal == IncidentGoal.Recover && policy.Mode == ResponseMode.Observe)
        {
            world.Break("nothing is changed in Observe", request.Comment);
        }

        if (goal == IncidentGoal.Prevent && policy.Prevention is not (PreventionMode.Approve or PreventionMode.Fix))
        {
            world.Break("a machine that serves is changed only where prevention may", $"{request.Comment} in {policy.Prevention}");
        }

        if (world.Records.Newest(request.Instance) is { Goal: Goal.Prevent or Goal.Rollback { Change.By: RecoveryKind.Reload } } && request.Parameters["Recovery"] == "reboot")
        {
            world.Break("a prevention leads to no reboot, nor does taking it back", request.Comment);
        }

        bool isInGroup = world.Scenario.Rules.AsksForGroupMembers && world.Scenario.Machines[world.Instances.Keys.ToList().IndexOf(request.Instance)].Group is not null;
        bool needsPerson = goal switch
        {
            IncidentGoal.Recover => policy.Mode == ResponseMode.Approve || isInGroup,
            IncidentGoal.Prevent => policy.Prevention == PreventionMode.Approve || request.Parameters["Remedy"] == "none",
            _ => world.Records.Newest(request.Instance)?.Goal is Goal.Rollback { Because: null } rollback && (ToTakeBack(rollback.Change, policy) == ResponseMode.Approve || (isInGroup && request.Parameters["Recovery"] != "reload")),
        };
        if (needsPerson && !world.Records.WasApproved(Read<IncidentId>(request.Parameters["IncidentId"]), PlanOf(request.Parameters).Digest))
        {
            world.Break("nothing is done under an approval that is not of exactly that plan", request.Comment);
        }

        if (!invocation.Clearances.TryGetValue(request.Instance, out (TimeSpan At, string? Objection) clearance)
            || (clearance.At < invocation.Saves.GetValueOrDefault(request.Instance) && world.Queue.Elapsed - clearance.At > policy.ClearanceLifetime + CallGate.MaxThere))
        {
            world.Break("everybody who may object is asked again with the slot in hand, unless that was a moment ago", request.Comment);
        }
        else if (clearance.Objection is { } objection)
        {
            world.Break("nothing is changed against an objection", $"{request.Comment}: {objection}");
        }
    }
}
