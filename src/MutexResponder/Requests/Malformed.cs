using MutexResponder.Wording;

namespace MutexResponder.Requests;

/// <summary>What is wrong with a request. Only the reply says it.</summary>
internal static class Malformed
{
    public static Statement TooLarge(int bytes, int max) => new("request-too-large", ("bytes", bytes), ("max", max));

    public static Statement NotJson => new("request-not-json");

    public static Statement NotAnObject => new("request-not-an-object");

    public static Statement UnknownField(string name) => new("request-unknown-field", ("name", name));

    public static Statement UnexpectedField(string name, string action) => new("request-unexpected-field", ("name", name), ("action", action));

    public static Statement RepeatedField(string name) => new("request-repeated-field", ("name", name));

    public static Statement NoIncidentOf(string value, string instance) => new("request-no-incident-of", ("value", value), ("instance", instance));

    public static Statement NoIncident(string value) => new("request-no-incident", ("value", value));

    public static Statement NoPlan(string value, int digits) => new("request-no-plan", ("value", value), ("digits", digits));

    public static Statement NoAction => new("request-no-action");

    public static Statement UnknownAction(string value) => new("request-unknown-action", ("value", value));

    public static Statement WaitNotBoolean => new("request-wait-not-boolean");

    public static Statement BadBy(int max) => new("request-bad-by", ("max", max));

    public static Statement UnknownFormat(string value) => new("request-unknown-format", ("value", value));

    public static Statement NoLanguage(string value) => new("request-no-language", ("value", value));

    public static Statement NeedsInstance(string action) => new("request-needs-instance", ("action", action));

    public static Statement BadInstance(string value) => new("request-bad-instance", ("value", value));

    public static Statement BadMaxInstances(int max) => new("request-bad-max-instances", ("max", max));
}
