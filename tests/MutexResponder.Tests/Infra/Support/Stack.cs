using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>What a template comes to where these parameters are set and all others have their defaults: as many of CloudFormation's functions as it needs for that.</summary>
internal sealed partial class Stack(Template template, IReadOnlyDictionary<string, string> parameters)
{
    public IEnumerable<string> Conditions => template.Conditions.Where(condition => Holds(condition.Value)).Select(condition => condition.Key);

    public IEnumerable<string> BrokenRules => template.Rules.Where(rule => !rule.Value!["Assertions"]!.AsArray().All(assertion => Holds(assertion!["Assert"]))).Select(rule => rule.Key);

    public string Text(JsonNode? node) => Function(node) switch
    {
        ("Ref", var name) => Ref((string)name!),
        ("Fn::Sub", var text) => Place().Replace((string)text!, place => Ref(place.Groups[1].Value)),
        ("Fn::Join", var of) => string.Join((string)of![0]!, Text(of[1]).Split(',')),
        ("Fn::If", var of) => Text(of![Holds(new JsonObject { ["Condition"] = (string)of[0]! }) ? 1 : 2]),
        (null, JsonValue value) => value.ToString(),
        _ => throw NotHandled(node),
    };

    private bool Holds(JsonNode? node) => Function(node) switch
    {
        ("Condition", var name) => Holds(template.Conditions[(string)name!]),
        ("Fn::Equals", var of) => Text(of![0]) == Text(of[1]),
        ("Fn::Contains", var of) => of![0]!.AsArray().Any(one => Text(one) == Text(of[1])),
        ("Fn::Not", var of) => !Holds(of![0]),
        ("Fn::And", var of) => of!.AsArray().All(Holds),
        ("Fn::Or", var of) => of!.AsArray().Any(Holds),
        _ => throw NotHandled(node),
    };

    private string Ref(string name) => name switch
    {
        "AWS::StackName" => "m", // As short as a name may be.
        "AWS::NoValue" => "",
        _ when parameters.TryGetValue(name, out string? value) => value,
        _ when template.Parameters[name] is { } parameter => parameter["Default"]!.ToString(),
        _ when template.Properties(name)["Name"] is { } own => Text(own),
        "NotificationTopic" => "arn:aws:sns:us-east-1:123456789012:m-topic",
        _ => $"m-{name}",
    };

    private static (string? Name, JsonNode? Of) Function(JsonNode? node) => node is JsonObject { Count: 1 } map ? (map.Single().Key, map.Single().Value) : (null, node);

    private static NotSupportedException NotHandled(JsonNode? node) => new($"{node?.ToJsonString()} is not handled here.");

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Place();
}
