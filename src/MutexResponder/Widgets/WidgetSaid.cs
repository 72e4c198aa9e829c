using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>What only the console's pages say and that has something in it.</summary>
internal static class WidgetSaid
{
    public static Statement WaitForPerson(int count) => new("wait-for-person", ("count", count));

    public static Statement GoOn(int count) => new("go-on", ("count", count));

    public static Statement HandedOver(int count) => new("handed-over", ("count", count));

    public static Statement HaveRecovered(int count) => new("have-recovered", ("count", count));

    public static Statement AreAtRisk(int count) => new("are-at-risk", ("count", count));

    public static Statement More(int count) => new("more", ("count", count));

    public static Statement OpenFor(Statement duration, string since) => new("open-for", ("duration", duration), ("since", since));

    public static Statement EndedAgo(Statement duration, string at) => new("ended-ago", ("duration", duration), ("at", at));

    public static Statement LookedAgo(Statement duration, string at) => new("looked-ago", ("duration", duration), ("at", at));

    public static Statement LookedAgoLast(Statement duration, string at) => new("looked-ago-last", ("duration", duration), ("at", at));

    public static Statement AskApprove(string instance) => new("ask-approve", ("instance", instance));

    public static Statement AskReject(string instance) => new("ask-reject", ("instance", instance));

    public static Statement AskInspect(string instance) => new("ask-inspect", ("instance", instance));

    public static Statement AskRemediate(string instance) => new("ask-remediate", ("instance", instance));

    public static Statement AskPrevent(string instance) => new("ask-prevent", ("instance", instance));

    public static Statement AskRollBack(string instance) => new("ask-roll-back", ("instance", instance));
}
