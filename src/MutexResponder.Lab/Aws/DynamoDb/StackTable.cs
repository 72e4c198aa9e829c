using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.Lab.Aws.DynamoDb;

/// <summary>The incidents' table, as the stack's template creates it.</summary>
internal static class StackTable
{
    /// <summary>The value of MUTEX_RESPONDER_TABLE.</summary>
    public const string Name = "mutex-responder-incidents";

    /// <returns>What CreateTable is asked.</returns>
    /// <exception cref="InvalidDataException">The template has no such table.</exception>
    public static JsonNode CreateRequest()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "infra", "template.yaml"))));
        if (JsonOf(yaml.Documents[0].RootNode)?["Resources"]?["IncidentTable"]?["Properties"] is not JsonObject table)
        {
            throw new InvalidDataException("The template has no resource IncidentTable.");
        }

        table["TableName"] = Name;
        return table;
    }

    private static JsonNode? JsonOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), JsonOf(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(JsonOf)]),
        _ => node.ToString(),
    };
}
