using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>Why a person's request is not followed. Only the reply says it; no record does.</summary>
internal static class Refused
{
    public static Reason NothingWaits(string instance) => new("nothing-waits", ("instance", instance));

    public static Reason NothingWaitsOf(string instance, string incident, Statement phase) =>
        new("nothing-waits", new Statement("nothing-waits-of", ("instance", instance), ("incident", incident), ("phase", phase)));

    public static Reason PlanWaits(string incident, Statement answers) => new("plan-waits", ("incident", incident), ("answers", answers));

    public static Reason AnswerIncomplete(Statement answers) => new("answer-incomplete", ("answers", answers));

    public static Reason OtherIncident(string named, string waiting, Statement answers) => new("other-incident", ("named", named), ("waiting", waiting), ("answers", answers));

    public static Reason OtherPlan(string named, string waiting, Statement answers) => new("other-plan", ("named", named), ("waiting", waiting), ("answers", answers));

    public static Reason ApproverNotProven => new("approver-not-proven");

    public static Reason SamePerson(Statement who) => new("same-person", ("who", who));

    public static Reason IncidentOpen(string incident) => new("incident-open", ("incident", incident));

    public static Reason IncidentOpenToPrevention(string incident) => new("incident-open", new Statement("incident-open-to-prevention", ("incident", incident)));

    public static Reason PreventionReports(string mode) => new("prevention-reports", ("mode", mode));

    public static Reason LinesWaiting(string instance, DateTimeOffset at, string request) => new("lines-waiting", ("instance", instance), ("at", at), ("request", request));

    public static Reason NothingRolledBackInObserve => new(Because.ObservedCode, new Statement("observe-rolls-nothing-back"));

    public static Reason NothingToRollBack(string instance) => new("nothing-to-roll-back", ("instance", instance));

    public static Reason OtherChange(string named, string newest, string request) => new("other-change", ("named", named), ("newest", newest), ("request", request));

    /// <summary>The two requests that answer a waiting plan, to be pasted.</summary>
    public static Statement Answers(string approve, string reject) => new("answers-to-paste", ("approve", approve), ("reject", reject));
}
