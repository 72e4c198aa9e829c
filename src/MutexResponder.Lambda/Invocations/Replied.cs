using MutexResponder.Wording;

namespace MutexResponder.Lambda.Invocations;

/// <summary>What only the function answers: a short fixed code, and what is said of it.</summary>
public static class Replied
{
    public static Reason ControlMessage => new("control-message", new Statement("reply-control-message"));

    public static Reason NoSignal(int count) => new("no-signal", new Statement("reply-no-signal", ("count", count)));

    public static Reason StreamNamesNone(string stream) => new("no-instance", new Statement("reply-stream-names-none", ("stream", stream)));

    public static Reason StreamNamesStranger(string stream, string name) => new("unknown-instance", new Statement("reply-stream-names-stranger", ("stream", stream), ("name", name)));

    public static Reason AddressOfMany(string stream, string address, int count) =>
        new("ambiguous-instance", new Statement("reply-address-of-many", ("stream", stream), ("address", address), ("count", count)));

    public static Reason LeftAlone(string instance, string tag) => new("not-opted-in", new Statement("reply-left-alone", ("instance", instance), ("tag", tag)));

    public static Reason NothingUnfinished => new("nothing-unfinished", new Statement("reply-nothing-unfinished"));

    public static Reason OtherEvent(string type, string source) => new("other-event", new Statement("reply-other-event", ("type", type), ("source", source)));

    public static Reason OtherDocument(string document) => new("other-document", new Statement("reply-other-document", ("document", document)));

    public static Reason NotEnded(string status) => new("not-ended", new Statement("reply-not-ended", ("status", status)));

    public static Reason OtherInstance(string instance) => new("other-instance", new Statement("reply-other-instance", ("instance", instance)));

    public static Reason AnswersOnly(string alias) => new("answers-only", new Statement("reply-answers-only", ("alias", alias)));

    public static Reason UnknownInstance(string instance) => new("unknown-instance", new Statement("reply-unknown-instance", ("instance", instance)));

    public static Reason UnknownIncident(string incident) => new("unknown-incident", new Statement("reply-unknown-incident", ("incident", incident)));

    public static Reason NoIncidentKept(string instance) => new("unknown-incident", new Statement("reply-no-incident-kept", ("instance", instance)));

    public static Reason UnknownLanguage(string tag) => new("bad-value", new Statement("reply-unknown-language", ("tag", tag)));

    public static Reason NoOptInTag => new("no-opt-in-tag", new Statement("reply-no-opt-in-tag"));

    /// <param name="code">The failure's fixed word.</param>
    /// <param name="error">What failed, in AWS's words.</param>
    public static Reason CallFailed(string code, string error) => new(code, new Statement("reply-call-failed", ("error", error)));

    public static Statement WaitIsOver(Statement told) => new("reply-wait-is-over", ("told", told));

    public static Statement LookedAt(int count, int all, int failed) => new("reply-looked-at", ("looked", count), ("all", all), ("failed", failed));
}
