using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>A CloudFormation template, with the questions that the tests ask of it.</summary>
internal sealed partial class Template
{
    private readonly JsonObject _root;

    private Template(JsonObject root) => _root = root;

    public static Template Main { get; } = Load("template.yaml");

    public static Template Load(string relativePath) => Parse(RepositoryFiles.Read(relativePath));

    public static Template Parse(string yaml) => new(CloudFormationYaml.Parse(yaml));

    public JsonObject Parameters => Section("Parameters");

    public JsonObject Resources => Section("Resources");

    public JsonObject Outputs => Section("Outputs");

    public string Description => (string?)_root[nameof(Description)] ?? "";

    public JsonObject Conditions => Section("Conditions");

    public JsonObject Rules => Section("Rules");

    public JsonObject Properties(string logicalId) => (JsonObject)Resources[logicalId]!["Properties"]!;

    public IEnumerable<string> IdsOfType(string type) => Resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => resource.Key);

    /// <summary>Every statement of the policies that roles carry; both branches of a condition are taken.</summary>
    public IEnumerable<PolicyStatement> RoleStatements() =>
        from role in IdsOfType("AWS::IAM::Role")
        from policy in (JsonArray?)Properties(role)["Policies"] ?? []
        from statement in (JsonArray)policy!["PolicyDocument"]!["Statement"]!
        from branch in Branches(statement)
        select new PolicyStatement(role, branch);

    /// <summary>A value in the short form, in one line; an ARN of this account and Region without what all of those begin with.</summary>
    public static string Short(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } map when map.Single() is var (name, of) => name switch
        {
            "Ref" => $"!Ref {of}",
            "Fn::GetAtt" => $"!GetAtt {string.Join('.', of!.AsArray().Select(Short))}",
            "Fn::Sub" => Own().Replace((string)of!, "$1 "),
            "Fn::If" => $"!If {Short(of)}",
            _ => $"{name} {Short(of)}",
        },
        JsonObject map => string.Join("; ", map.Select(pair => $"{pair.Key} {Short(pair.Value)}")),
        JsonArray list => $"[{string.Join(", ", list.Select(Short))}]",
        _ => $"{node}",
    };

    /// <summary>Every text in the template, keys not included.</summary>
    public IEnumerable<string> Texts() => Texts(_root);

    private static IEnumerable<JsonObject> Branches(JsonNode? node)
    {
        if (node?["Fn::If"] is JsonArray choice)
        {
            return choice.Skip(1).SelectMany(Branches);
        }

        return node is JsonObject statement && !statement.ContainsKey("Ref") ? [statement] : [];
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Texts(pair.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    private JsonObject Section(string name) => (JsonObject?)_root[name] ?? [];

    [GeneratedRegex(@"^arn:\$\{AWS::Partition\}:(\w+):\$\{AWS::Region\}:\$\{AWS::AccountId\}:")]
    private static partial Regex Own();
}
