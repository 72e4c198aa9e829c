using System.Text.Encodings.Web;
using MutexResponder.Remediation;
using MutexResponder.Requests;

namespace MutexResponder.Incidents.Deciding;

/// <summary>
/// A person's answer is to one plan of one incident. It protects from the approval that comes late and meets another incident, and
/// from the one that meets another plan than the person has read.
/// </summary>
public static class Answers
{
    private const int MaxIdChars = 64;

    /// <summary>The answer of before, come again, as a retry brings it.</summary>
    internal static bool IsRepeated(Incident? incident, ManualRequest request) => incident?.Id == request.IncidentId && request.Action switch
    {
        ManualAction.Approve => request.Plan is not null && request.Plan == incident?.ApprovedPlan,
        _ => incident is { Phase: IncidentPhase.NoAction, ReasonCode: AwaitingApproval.RejectedCode },
    };

    /// <summary>Nothing waits.</summary>
    internal static Decision Unasked(Incident? incident, InstanceId instance)
    {
        string standing = incident is null ? "it has no incident" : $"incident {incident.Id} is {incident.Phase}";
        return Decision.Refuse("nothing-waits", $"No plan of {instance} waits for an answer: {standing}.");
    }

    /// <summary>Why the answer is not taken; null where it is.</summary>
    internal static Decision? Refuse(Incident waiting, ManualRequest request, Policy policy)
    {
        string pasted = $"To approve it: {Text(waiting, "approve")} To reject it: {Text(waiting, "reject")}";
        if (!request.IsAnswer)
        {
            return Decision.Refuse("plan-waits", $"A plan of incident {waiting.Id} waits for an answer. {pasted}");
        }

        if (request.IncidentId is null || request.Plan is null)
        {
            return Decision.Refuse("answer-incomplete", $"An answer names the incident and the plan. {pasted}");
        }

        if (request.IncidentId != waiting.Id)
        {
            return Decision.Refuse("other-incident", $"Incident {request.IncidentId} is not the one that waits; it is {waiting.Id}. Read its plan first. {pasted}");
        }

        if (request.Plan != waiting.Proposal?.Digest)
        {
            return Decision.Refuse("other-plan", $"Plan {request.Plan} is not the one that waits; it is {waiting.Proposal?.Digest}. Read it first. {pasted}");
        }

        return request.Action == ManualAction.Approve && policy.RequiresTwoPeople ? OfOnePerson(waiting, Asker.Of(request)) : null;
    }

    /// <summary>The request that answers the waiting plan, to be pasted as it is.</summary>
    public static string Text(Incident waiting, string action)
    {
        // Written by us and read back from a table: whatever stands there, the text stays one JSON object without a mark of Markdown or HTML.
        string id = JavaScriptEncoder.Default.Encode(waiting.Id[..Math.Min(waiting.Id.Length, MaxIdChars)]);
        return $$"""{"action":"{{action}}","instanceId":"{{waiting.Instance}}","incidentId":"{{id}}","plan":"{{waiting.Proposal?.Digest}}"}""";
    }

    /// <summary>What the plan has changed in since it was approved, in sentences.</summary>
    internal static IEnumerable<string> Differences(Plan approved, Plan now)
    {
        if (approved.ExpectedBootId != now.ExpectedBootId)
        {
            yield return "The machine was rebooted since the plan was approved.";
        }

        if (approved.ExpectedConfigHash != now.ExpectedConfigHash)
        {
            yield return "The Apache configuration was changed since the plan was approved.";
        }

        if (approved.ExpectedParent != now.ExpectedParent)
        {
            yield return "Apache's parent process is another one since the plan was approved.";
        }

        if (approved.Remedy != now.Remedy || approved.Recovery != now.Recovery || !approved.RemoveSemaphores.Order().SequenceEqual(now.RemoveSemaphores.Order()))
        {
            yield return "The machine needs another change than the one that was approved.";
        }
    }

    private static Decision? OfOnePerson(Incident waiting, Asker approver)
    {
        if (!approver.IsProven)
        {
            return Decision.Refuse("approver-not-proven", "Two people are needed here, and a name in a request proves nobody: start the runbook to approve.");
        }

        return waiting.RequestedBy?.Name == approver.Name
            ? Decision.Refuse("same-person", $"{approver} asked for this remediation; another person has to approve it.")
            : null;
    }
}
