using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.EndToEnd.Function;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>
/// One of the project's Automation runbooks, as far as it can be run without Systems Manager: its parameters are checked, its
/// <c>aws:executeAwsApi</c> step is answered by the test, and its <c>aws:invokeLambdaFunction</c> step invokes the function with
/// exactly the payload that stands there. Roles, time limits, attempts and the execution's record are not played.
/// </summary>
internal sealed partial class Runbook
{
    /// <summary>Such as <c>{{ InstanceId }}</c> or <c>{{ whoStarted.Arn }}</c>.</summary>
    [GeneratedRegex(@"\{\{\s*([A-Za-z_:.]+)\s*\}\}")]
    private static partial Regex Place();

    private readonly YamlNode _document;

    private Runbook(YamlNode document) => _document = document;

    public static Runbook Load(string fileName)
    {
        var yaml = new YamlStream();
        using StreamReader reader = File.OpenText(Path.Combine(NativeFunction.RepositoryRoot, "infra", "runbooks", fileName));
        yaml.Load(reader);
        return new Runbook(yaml.Documents[0].RootNode);
    }

    /// <param name="parameters">What the person who starts it fills in.</param>
    /// <param name="api">The answer of <c>aws:executeAwsApi</c> by service and operation.</param>
    /// <param name="invoke">Invokes the function with a payload.</param>
    /// <returns>The function's answer.</returns>
    public async Task<JsonNode> RunAsync(IReadOnlyDictionary<string, string> parameters, Func<string, string, JsonNode> api, Func<string, Task<JsonNode>> invoke)
    {
        var values = new Dictionary<string, string>(parameters) { ["automation:EXECUTION_ID"] = "0f8f1d0e-6a1f-4f2c-9d3e-2b7c5a4e1f60" };
        foreach ((YamlNode name, YamlNode declared) in (YamlMappingNode)_document["parameters"])
        {
            Assert.Matches(Text(declared["allowedPattern"]), values[Text(name)]);
        }

        foreach (YamlNode step in (YamlSequenceNode)_document["mainSteps"])
        {
            YamlNode inputs = step["inputs"];
            switch (Text(step["action"]))
            {
                case "aws:executeAwsApi":
                    JsonNode answer = api(Text(inputs["Service"]), Text(inputs["Api"]));
                    foreach (YamlNode output in (YamlSequenceNode)step["outputs"])
                    {
                        values[$"{Text(step["name"])}.{Text(output["Name"])}"] = Select(answer, Text(output["Selector"]));
                    }

                    break;

                case "aws:invokeLambdaFunction":
                    Assert.Equal("RequestResponse", Text(inputs["InvocationType"]));
                    return await invoke(Payload((YamlMappingNode)inputs["InputPayload"], values));

                case var other:
                    throw new NotSupportedException($"The action {other} is not played.");
            }
        }

        throw new InvalidDataException("The runbook invokes no function.");
    }

    private static string Payload(YamlMappingNode inputs, Dictionary<string, string> values) => JsonSerializer.Serialize(
        inputs.ToDictionary(pair => Text(pair.Key), pair => Place().Replace(Text(pair.Value), place => values[place.Groups[1].Value])));

    /// <summary>A path of names, such as <c>$.AutomationExecution.ExecutedBy</c>.</summary>
    private static string Select(JsonNode answer, string selector) =>
        selector.Split('.').Skip(1).Aggregate(answer, (node, name) => node[name] ?? throw new InvalidDataException($"{selector}: there is no {name}")).GetValue<string>();

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";
}
