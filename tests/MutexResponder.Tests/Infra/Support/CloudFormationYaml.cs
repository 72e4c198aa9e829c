using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>
/// Reads a CloudFormation template as JSON: a short tag such as <c>!Sub text</c> becomes <c>{"Fn::Sub": "text"}</c>, as
/// CloudFormation itself reads it (User Guide, "Intrinsic function reference"). Not the whole of YAML: no anchors, no merge keys.
/// </summary>
internal static class CloudFormationYaml
{
    public static JsonObject Parse(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(yaml));
        return (JsonObject)Convert(stream.Documents.Single().RootNode)!;
    }

    private static JsonNode? Convert(YamlNode node) =>
        !node.Tag.IsEmpty && node.Tag.Value.StartsWith('!') && !node.Tag.Value.StartsWith("!!", StringComparison.Ordinal)
            ? Intrinsic(node.Tag.Value[1..], node)
            : Plain(node);

    private static JsonObject Intrinsic(string name, YamlNode node) => name switch
    {
        "Ref" or "Condition" => new JsonObject { [name] = Plain(node) },
        "GetAtt" when node is YamlScalarNode scalar => new JsonObject { ["Fn::GetAtt"] = SplitAtFirstDot(scalar.Value!) },
        _ => new JsonObject { ["Fn::" + name] = Plain(node) },
    };

    private static JsonArray SplitAtFirstDot(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return new JsonArray(text[..dot], text[(dot + 1)..]);
    }

    private static JsonNode? Plain(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new NotSupportedException($"YAML node {node.NodeType} at line {node.Start.Line}."),
    };

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(scalar.Value!);
        }

        return scalar.Value switch
        {
            null or "" or "null" or "~" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            { } text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
            { } text => JsonValue.Create(text),
        };
    }
}
