using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>What the story of an incident tells, step by step.</summary>
internal static class Story
{
    public const string DiagnosedCode = "diagnosed";

    public const string DiagnosedBeforeRollbackCode = "diagnosed-before-rollback";

    public const string DiagnosedBeforePreventionCode = "diagnosed-before-prevention";

    public const string CommandEndedCode = "command-ended";

    public const string LookingAgainCode = "looking-again";

    public static Statement LineReported => new("line-reported");

    public static Statement LookingAgainAfterEnd => new("looking-again-after-end");

    public static Statement LinesAfterEnd(int count, DateTimeOffset at) => new("lines-after-end", ("count", count), ("at", at));

    public static Statement InspectionAsked(Statement? by) => by is null ? new("inspection-asked") : new("inspection-asked-by", ("who", by));

    /// <param name="by">Who asked for the sweep; null where nobody is named, or the schedule did.</param>
    public static Statement FoundDown(Statement? by) => by is null ? new("found-down") : new("found-down-by", ("who", by));

    /// <param name="by">As for <see cref="FoundDown"/>.</param>
    public static Statement FoundAtRisk(Statement? by) => by is null ? new("found-at-risk") : new("found-at-risk-by", ("who", by));

    public static Statement RemediationAsked(Statement? by) => by is null ? new("remediation-asked") : new("remediation-asked-by", ("who", by));

    public static Statement RollbackAsked(Statement? by, string incident) =>
        by is null ? new("rollback-asked", ("incident", incident)) : new("rollback-asked-by", ("who", by), ("incident", incident));

    public static Statement Approved(Statement? by) => by is null ? new("approved") : new("approved-by", ("who", by));

    public static Statement RebootedSinceApproval => new("rebooted-since-approval");

    public static Statement ReconfiguredSinceApproval => new("reconfigured-since-approval");

    public static Statement ParentReplacedSinceApproval => new("parent-replaced-since-approval");

    public static Statement OtherChangeThanApproved => new("other-change-than-approved");

    /// <summary>An inspection was read.</summary>
    public static Statement Diagnosed(Reason reason) => Diagnosed(reason.Code, TitleOf(reason), reason.Told);

    /// <summary>The same where the change is to be taken back, whatever it says.</summary>
    public static Statement DiagnosedBeforePrevention(Reason reason) => DiagnosedBeforePrevention(reason.Code, TitleOf(reason));

    /// <inheritdoc cref="DiagnosedBeforePrevention(Reason)"/>
    public static Statement DiagnosedBeforeRollback(Reason reason) => DiagnosedBeforeRollback(reason.Code, TitleOf(reason));

    public static Statement InspectingAgain(Statement why) => new("inspecting-again", ("why", why));

    public static Statement NewerLine => new("newer-line");

    public static Statement EvidenceOldForSlot => new("evidence-old-for-slot");

    public static Statement EvidenceOldByNow(Statement why) => new("evidence-old-by-now", ("why", why));

    public static Statement ConfigurationUnknown => new("configuration-unknown");

    public static Statement Remediating => new("remediating");

    public static Statement Preventing => new("preventing");

    public static Statement PreventionAsked(Statement? by) => by is null ? new("prevention-asked") : new("prevention-asked-by", ("who", by));

    public static Statement PreventionOvertaken => new("prevention-overtaken");

    public static Statement LookingAsInOutage(Statement why) => new("looking-as-in-outage", ("why", why));

    public static Statement TakingBack(Statement why) => new("taking-back", ("why", why));

    public static Statement RollingBack => new("rolling-back");

    /// <summary>What an approval of it would let go on.</summary>
    public static Statement RollbackProposed(string incident) => new("rollback-proposed", ("incident", incident));

    public static Statement AgentSilent => new("agent-is-silent");

    public static Statement SentAgain => new("sent-again");

    public static Statement CommandEnded => new(CommandEndedCode);

    public static Statement NoReport => new("no-report");

    public static Statement LookingAgain(Statement why) => new(LookingAgainCode, ("why", why));

    public static Statement InstanceRefusesLook => new("instance-cannot-be-looked-at");

    public static Statement LookingForInstance => new("looking-for-instance");

    public static Statement MayStillBeRebooting(Statement why) => new("may-still-be-rebooting", ("why", why));

    public static Statement AskingForReboot(Statement why) => new("asking-for-reboot", ("why", why));

    public static Statement WaitingToAskForReboot(Statement why) => new("waiting-to-ask-for-reboot", ("why", why));

    public static Statement SlotGivenBack => new("slot-given-back");

    public static Statement RefusedInspectingAgain(string code, Statement why) => new("refused-inspecting-again", ("code", code), ("why", why));

    public static Statement RollbackRefusedInspectingAgain(string code, Statement why) => new("rollback-refused-inspecting-again", ("code", code), ("why", why));

    public static Statement NotBroughtOntoItInspectingAgain(string code, Statement why) => new("not-brought-onto-it-inspecting-again", ("code", code), ("why", why));

    /// <summary>Where the instance stands, for a reply.</summary>
    public static Statement Stands(string instance, Statement phase, Statement told) => new("stands", ("instance", instance), ("phase", phase), ("told", told));

    public static Statement NoIncident(string instance) => new("no-incident", ("instance", instance));

    private static Statement Diagnosed(string code, Statement title, Statement told) => new(DiagnosedCode, ("code", code), ("title", title), ("told", told));

    private static Statement DiagnosedBeforePrevention(string code, Statement title) => new(DiagnosedBeforePreventionCode, ("code", code), ("title", title));

    private static Statement DiagnosedBeforeRollback(string code, Statement title) => new(DiagnosedBeforeRollbackCode, ("code", code), ("title", title));

    private static Statement TitleOf(Reason reason) => new($"{reason.Code}.title");
}
