using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>
/// A person's answer is to one plan of one incident. It protects from the approval that comes late and meets another incident, and
/// from the one that meets another plan than the person has read.
/// </summary>
public static class Answers
{
    /// <summary>Nothing waits; maybe it is the answer of before, come again, as a retry brings it.</summary>
    internal static Decision Unasked(Incident? incident, InstanceId instance, ManualRequest request)
    {
        bool isRepeated = incident?.Id == request.IncidentId && request.Action switch
        {
            ManualAction.Approve => request.Plan is not null && request.Plan == incident?.Approval?.Plan.Digest,
            _ => incident?.State is State.Ended { Ending: Ending.NoAction, Why.Code: Because.RejectedCode },
        };
        return isRepeated ? Decision.Nothing
            : Decision.Refuse(incident is null ? Refused.NothingWaits(instance.Value) : Refused.NothingWaitsOf(instance.Value, incident.Id.ToString(), Statement.Of(incident.Phase)));
    }

    /// <summary>Lets the plan wait for a person.</summary>
    /// <param name="turn">The record.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="diagnosis">What the diagnosis concludes.</param>
    /// <param name="question">Who asks for a person; null where the mode does.</param>
    internal static Decision Await(Turn turn, Plan plan, Statement diagnosis, Veto? question)
    {
        // Protects from an approval that lets through what nobody has read: another plan than the approved one waits anew.
        IEnumerable<Statement> differences = turn.Incident.Approval is { } earlier ? Differences(earlier.Plan, plan) : [];
        Turn told = differences.Aggregate(turn, (turn, difference) => turn.Note(difference));
        Reason why = question is null ? Because.WaitingForApproval(diagnosis) : Because.PersonAsked(diagnosis, question.Why);
        return told.With(told.Incident with { Approval = null }).To(new State.AwaitingApproval(why, turn.Now + turn.Policy.ApprovalTimeout), why.Told);
    }

    /// <summary>A person answered.</summary>
    internal static Decision Decide(Turn turn, ManualRequest request)
    {
        if (Refuse(turn.Incident, request, turn.Policy) is { } refused)
        {
            return refused;
        }

        var who = Asker.Of(request);
        if (request.Action == ManualAction.Approve && IsFirstOfTwo(turn, who))
        {
            var state = (State.AwaitingApproval)turn.Incident.State;
            Reason why = Because.SecondPersonNeeded(who.Name!);
            return state.ApprovedBy is null ? turn.To(state with { Why = why, ApprovedBy = who }, why.Told) : Decision.Nothing;
        }

        // The machine may have moved while the plan waited: approval lets a fresh inspection lead to the change, not the old one.
        return request.Action == ManualAction.Approve
            ? turn.With(turn.Incident with { Approval = new Approval(turn.Incident.Proposal!, who) }).Afresh().Inspect(Story.Approved(who.Told))
            : turn.End(Ending.NoAction, Because.Rejected(who.Told));
    }

    /// <summary>Why the answer is not taken; null where it is.</summary>
    private static Decision? Refuse(Incident waiting, ManualRequest request, Policy policy)
    {
        Statement answers = Refused.Answers(Text(waiting, "approve"), Text(waiting, "reject"));
        if (!request.IsAnswer)
        {
            return Decision.Refuse(Refused.PlanWaits(waiting.Id.ToString(), answers));
        }

        if (request.IncidentId is null || request.Plan is null)
        {
            return Decision.Refuse(Refused.AnswerIncomplete(answers));
        }

        if (request.IncidentId != waiting.Id)
        {
            return Decision.Refuse(Refused.OtherIncident(request.IncidentId.Value.ToString(), waiting.Id.ToString(), answers));
        }

        if (request.Plan != waiting.Proposal?.Digest)
        {
            return Decision.Refuse(Refused.OtherPlan(request.Plan.Value.Text, waiting.Proposal?.Digest.Text ?? "", answers));
        }

        return request.Action == ManualAction.Approve && policy.RequiresTwoPeople ? OfOnePerson(waiting, Asker.Of(request)) : null;
    }

    /// <summary>The request that answers the waiting plan, to be pasted as it is.</summary>
    public static string Text(Incident waiting, string action) =>
        $$"""{"action":"{{action}}","instanceId":"{{waiting.Instance}}","incidentId":"{{waiting.Id}}","plan":"{{waiting.Proposal?.Digest}}"}""";

    /// <summary>What the plan has changed in since it was approved.</summary>
    private static IEnumerable<Statement> Differences(Plan approved, Plan now)
    {
        if (approved.ExpectedBootId != now.ExpectedBootId)
        {
            yield return Story.RebootedSinceApproval;
        }

        if (approved.ExpectedConfigHash != now.ExpectedConfigHash)
        {
            yield return Story.ReconfiguredSinceApproval;
        }

        if (approved.ExpectedParent != now.ExpectedParent)
        {
            yield return Story.ParentReplacedSinceApproval;
        }

        if (approved.Remedy != now.Remedy || approved.Recovery != now.Recovery || !approved.RemoveSemaphores.Order().SequenceEqual(now.RemoveSemaphores.Order()))
        {
            yield return Story.OtherChangeThanApproved;
        }
    }

    /// <summary>Protects from one person who asks under any name, which nothing proves, and then approves under his own.</summary>
    private static bool IsFirstOfTwo(Turn turn, Asker who) =>
        turn.Policy.RequiresTwoPeople
        && turn.Incident is { RequestedBy.IsProven: false, State: State.AwaitingApproval { ApprovedBy: var first } }
        && (first is null || first.Name == who.Name);

    private static Decision? OfOnePerson(Incident waiting, Asker approver)
    {
        if (!approver.IsProven)
        {
            return Decision.Refuse(Refused.ApproverNotProven);
        }

        return waiting.RequestedBy is { Told: { } asker } asked && asked.Name == approver.Name ? Decision.Refuse(Refused.SamePerson(asker)) : null;
    }
}
