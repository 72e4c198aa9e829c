using System.Text.Encodings.Web;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Requests;

namespace MutexResponder.Deciding;

/// <summary>
/// A person's answer is to one plan of one incident. It protects from the approval that comes late and meets another incident, and
/// from the one that meets another plan than the person has read.
/// </summary>
public static class Answers
{
    private const int MaxIdChars = 64;

    private const string RejectedCode = "rejected";

    /// <summary>Nothing waits; maybe it is the answer of before, come again, as a retry brings it.</summary>
    internal static Decision Unasked(Incident? incident, InstanceId instance, ManualRequest request)
    {
        bool isRepeated = incident?.Id == request.IncidentId && request.Action switch
        {
            ManualAction.Approve => request.Plan is not null && request.Plan == incident?.Approval?.Plan.Digest,
            _ => incident?.State is State.Ended { Ending: Ending.NoAction, Why.Code: RejectedCode },
        };
        string standing = incident is null ? "it has no incident" : $"incident {incident.Id} is {incident.Phase}";
        return isRepeated ? Decision.Nothing : Decision.Refuse("nothing-waits", $"No plan of {instance} waits for an answer: {standing}.");
    }

    /// <summary>Lets the plan wait for a person.</summary>
    /// <param name="turn">The record.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="summary">The diagnosis in a sentence.</param>
    /// <param name="question">Who asks for a person; null where the mode does.</param>
    internal static Decision Await(Turn turn, Plan plan, string summary, Veto? question)
    {
        // Protects from an approval that lets through what nobody has read: another plan than the approved one waits anew.
        IEnumerable<string> differences = turn.Incident.Approval is { } earlier ? Differences(earlier.Plan, plan) : [];
        Turn told = differences.Aggregate(turn, (turn, difference) => turn.Note(difference));
        Reason why = new(
            question?.Code ?? "mode-approve",
            $"{summary} Waiting for approval{(question is null ? "" : $" ({question.Reason})")}. The plan: {string.Join(" ", plan.InWords())}");
        return told.With(told.Incident with { Approval = null }).To(new State.AwaitingApproval(why, turn.Now + turn.Policy.ApprovalTimeout), why.Text);
    }

    /// <summary>A person answered.</summary>
    internal static Decision Decide(Turn turn, ManualRequest request)
    {
        if (Refuse(turn.Incident, request, turn.Policy) is { } refused)
        {
            return refused;
        }

        var who = Asker.Of(request);

        // The machine may have moved while the plan waited: approval lets a fresh inspection lead to the change, not the old one.
        return request.Action == ManualAction.Approve
            ? turn.With(turn.Incident with { Approval = new Approval(turn.Incident.Proposal!, who) }).Afresh().Inspect($"Approved by {who}; inspecting afresh before the change.")
            : turn.End(Ending.NoAction, RejectedCode, $"Rejected by {who}; nothing was changed.");
    }

    /// <summary>Why the answer is not taken; null where it is.</summary>
    private static Decision? Refuse(Incident waiting, ManualRequest request, Policy policy)
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
    private static IEnumerable<string> Differences(Plan approved, Plan now)
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
