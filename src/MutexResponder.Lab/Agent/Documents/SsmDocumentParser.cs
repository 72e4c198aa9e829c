using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>
/// Reads a document of schema 2.2 from YAML. What SSM or its agent would ignore or treat differently is refused by name,
/// so that a document which passes here means there what it means here.
/// Source: SSM User Guide, "Schemas, features, and examples" and "Command document plugin reference".
/// </summary>
public static class SsmDocumentParser
{
    private const int MaxSteps = 50;
    private const int MaxDepth = 20;

    public static SsmDocumentParseResult Parse(string text)
    {
        if (text.Length > SsmDocument.MaxTextLength)
        {
            return SsmDocumentParseResult.NotADocument($"The document has {text.Length} characters; SSM takes {SsmDocument.MaxTextLength} at most.");
        }

        try
        {
            return SsmDocumentParseResult.Of(Document(new DocumentNode("", Yaml(text)), text));
        }
        catch (DocumentFormatException problem)
        {
            return SsmDocumentParseResult.NotADocument(problem.Message);
        }
    }

    private static YamlNode Yaml(string text)
    {
        var yaml = new YamlStream();
        try
        {
            if (!IsNestedTooDeep(text))
            {
                yaml.Load(new StringReader(text));
            }
        }
        catch (YamlException problem)
        {
            throw new DocumentFormatException($"Not YAML: {problem.Message} (line {problem.Start.Line}).");
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or FormatException)
        {
            // YamlDotNet's scanner throws these, too, on some broken texts.
            throw new DocumentFormatException($"Not YAML: {problem.Message}");
        }

        return yaml.Documents.Count == 1
            ? yaml.Documents[0].RootNode
            : throw new DocumentFormatException($"The text must hold one YAML document, nested at most {MaxDepth} deep.");
    }

    /// <summary>Loading is recursive, and a stack overflow would end the process; reading event by event is not.</summary>
    private static bool IsNestedTooDeep(string text)
    {
        var events = new Parser(new StringReader(text));
        int depth = 0;
        while (depth <= MaxDepth && events.MoveNext())
        {
            depth += events.Current!.NestingIncrease;
        }

        return depth > MaxDepth;
    }

    private static SsmDocument Document(DocumentNode root, string text)
    {
        root.RefuseKeysOtherThan("schemaVersion", "description", "parameters", "mainSteps");
        if (root.Child("schemaVersion").Text() != "2.2")
        {
            throw root.Child("schemaVersion").Error("must be \"2.2\"");
        }

        ImmutableArray<SsmParameter> parameters = root.Find("parameters") is { } declared ? [.. declared.Entries().Select(Parameter)] : [];
        DocumentNode mainSteps = root.Child("mainSteps");
        ImmutableArray<SsmStep> steps = [.. mainSteps.Items().Select(Step)];
        if (steps.Length is 0 or > MaxSteps)
        {
            throw mainSteps.Error($"must hold 1 to {MaxSteps} steps");
        }

        if (steps.GroupBy(step => step.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw mainSteps.Error($"has two steps of the name '{twice.Key}'");
        }

        RefuseUndeclaredParameters(mainSteps, parameters, steps);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new SsmDocument(root.Find("description")?.Text() ?? "", parameters, steps, sha256);
    }

    private static SsmParameter Parameter(DocumentNode node)
    {
        node.RefuseKeysOtherThan("type", "description", "default", "allowedPattern", "allowedValues", "interpolationType", "minChars", "maxChars");
        if (node.Child("type").Text() != "String")
        {
            throw node.Child("type").Error("must be String; the lab knows no other type");
        }

        string? interpolation = node.Find("interpolationType")?.Text();
        if (interpolation is not (null or "ENV_VAR"))
        {
            throw node.Child("interpolationType").Error("must be ENV_VAR");
        }

        if (node.Find("minChars") is not null || node.Find("maxChars") is not null)
        {
            throw node.Error("uses minChars or maxChars, which the lab does not check: put the length into allowedPattern");
        }

        return new SsmParameter(node.Name, node.Find("default")?.Text(), Pattern(node.Find("allowedPattern")), Values(node.Find("allowedValues")), interpolation is not null);
    }

    private static string? Pattern(DocumentNode? node)
    {
        try
        {
            return node is null ? null : new Regex(node.Text(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).ToString();
        }
        catch (ArgumentException problem)
        {
            throw node!.Error($"is no regular expression: {problem.Message}");
        }
    }

    private static ImmutableArray<string> Values(DocumentNode? node) => node is null ? [] : [.. node.Items().Select(item => item.Text())];

    private static SsmStep Step(DocumentNode node)
    {
        foreach (string flow in new[] { "onFailure", "onSuccess", "finallyStep", "isEnd", "timeoutSeconds" })
        {
            if (node.Find(flow) is { } misplaced)
            {
                throw misplaced.Error("counts inside inputs only; here the agent ignores it");
            }
        }

        node.RefuseKeysOtherThan("name", "action", "precondition", "inputs");
        if (node.Child("action").Text() != "aws:runShellScript")
        {
            throw node.Child("action").Error("must be aws:runShellScript; the lab runs no other");
        }

        DocumentNode inputs = node.Child("inputs");
        inputs.RefuseKeysOtherThan("runCommand", "timeoutSeconds", "onFailure", "onSuccess", "finallyStep");
        StepExit onSuccess = Exit(inputs.Find("onSuccess"));
        if (onSuccess == StepExit.SuccessAndExit)
        {
            throw inputs.Child("onSuccess").Error("must be exit");
        }

        return new SsmStep(
            node.Child("name").Text(),
            node.Find("precondition") is { } precondition ? Precondition(precondition) : null,
            string.Join('\n', inputs.Child("runCommand").Items().Select(line => line.Text())),
            inputs.Find("timeoutSeconds")?.Text() ?? "",
            Exit(inputs.Find("onFailure")),
            onSuccess,
            Flag(inputs.Find("finallyStep")));
    }

    private static StepExit Exit(DocumentNode? node) => node?.Text() switch
    {
        null => StepExit.Continue,
        "exit" => StepExit.Exit,
        "successAndExit" => StepExit.SuccessAndExit,
        _ => throw node.Error("must be exit or successAndExit"),
    };

    private static bool Flag(DocumentNode? node) => node?.Text() switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw node.Error("must be true or false"),
    };

    private static SsmPrecondition Precondition(DocumentNode node)
    {
        node.RefuseKeysOtherThan("StringEquals");
        DocumentNode operands = node.Child("StringEquals");
        string[] sides = [.. operands.Items().Select(item => item.Text())];
        if (sides.Length != 2 || sides[0] == sides[1])
        {
            throw operands.Error("takes two different values");
        }

        bool namesPlatform = sides.Contains(SsmPrecondition.PlatformVariable);
        if (!namesPlatform && !sides.Any(side => ParameterText.NamesIn(side).Any()))
        {
            throw operands.Error("must compare platformType or a parameter");
        }

        return new SsmPrecondition(sides[0], sides[1]);
    }

    private static void RefuseUndeclaredParameters(DocumentNode mainSteps, ImmutableArray<SsmParameter> parameters, ImmutableArray<SsmStep> steps)
    {
        foreach (SsmStep step in steps)
        {
            string[] texts = [step.Script, step.TimeoutText, step.Precondition?.Left ?? "", step.Precondition?.Right ?? ""];
            foreach (string name in texts.SelectMany(ParameterText.NamesIn))
            {
                if (!parameters.Any(parameter => parameter.Name == name))
                {
                    throw mainSteps.Error($"step '{step.Name}' uses {{{{ {name} }}}}, which is not among the parameters");
                }
            }
        }
    }
}
