using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Clearing;
using MutexResponder.Requests;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

/// <summary>The guide says what the template and the code do: names, versions and the options that a command needs.</summary>
public sealed partial class DeployGuideTests
{
    private static readonly string Guide = RepositoryFiles.Read("infra/README.md");
    private static readonly string AllDocs = Guide + RepositoryFiles.Read("README.md");

    [Fact]
    public void EveryParameter_IsInTheTable_WithTheDefaultOfTheTemplate()
    {
        Dictionary<string, string> told = [];
        foreach (Match row in ParameterRow().Matches(Guide[Guide.IndexOf("## Parameters", StringComparison.Ordinal)..Guide.IndexOf("## Cost", StringComparison.Ordinal)]))
        {
            string[] names = [.. Quoted().Matches(row.Groups["names"].Value).Select(name => name.Groups[1].Value)];
            string[] values = [.. row.Groups["defaults"].Value.Split(',').Select(value => value.Trim().Trim('`')).Select(value => value == "none" ? "" : value)];
            Assert.Equal(names.Length, values.Length);
            for (int i = 0; i < names.Length; i++)
            {
                told.Add(names[i], values[i]);
            }
        }

        Assert.Equal(
            Template.Main.Parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value!["Default"]!.ToString()).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            told.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryOverride_NamesAParameterThatIsThere()
    {
        string[] known = [.. Template.Main.Parameters.Select(parameter => parameter.Key), .. Template.Load("infra/more-log-groups.yaml").Parameters.Select(parameter => parameter.Key)];
        string[] named = [.. Overrides().Matches(AllDocs).SelectMany(command => Assignment().Matches(command.Value)).Select(pair => pair.Groups[1].Value)];

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(name => name != "Name").Except(known));
    }

    [Fact]
    public void SamConfig_SetsNoParameter_SoThatEachSurvivesTheNextDeploy() =>
        Assert.DoesNotMatch(new Regex("^parameter_overrides", RegexOptions.Multiline), RepositoryFiles.Read("samconfig.toml"));

    [Fact]
    public void EveryAlarm_IsInTheTable_AndNoOther()
    {
        string[] alarms = [.. Template.Main.IdsOfType("AWS::CloudWatch::Alarm").Select(id => ((string)Template.Main.Properties(id)["AlarmName"]!["Fn::Sub"]!).Replace("${AWS::StackName}", "", StringComparison.Ordinal))];
        string[] told = [.. AlarmRow().Matches(Guide).Select(row => row.Groups[1].Value)];

        Assert.Equal(alarms.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Contains($"| alarms | {alarms.Length} | {alarms.Length * 0.1:0.000} |", Guide, StringComparison.Ordinal);
    }

    [Fact]
    public void IdleCost_IsItsOwnSum()
    {
        string table = Guide[Guide.IndexOf("| an idle month", StringComparison.Ordinal)..Guide.IndexOf("| an incident with", StringComparison.Ordinal)];
        decimal[] costs = [.. LastCell().Matches(table).Select(cell => decimal.Parse(cell.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.Equal(costs[^1], Math.Round(costs[..^1].Sum(), 2));
    }

    [Fact]
    public void EveryInvocation_CarriesTheOptionsThatItNeeds()
    {
        string[] invocations = [.. Invocation().Matches(AllDocs).Select(command => command.Value)];

        Assert.NotEmpty(invocations);
        Assert.All(invocations, command =>
        {
            Assert.Contains("--cli-binary-format raw-in-base64-out", command, StringComparison.Ordinal);
            Assert.Contains("--function-name ", command, StringComparison.Ordinal);
            Match payload = Payload().Match(command);
            ManualRequestResult request = ManualRequestReader.Read(System.Text.Encoding.UTF8.GetBytes(payload.Groups[1].Value));
            Assert.True(request.Request is not null, command);
            Assert.True(!request.Request.Wait || command.Contains("--cli-read-timeout 620", StringComparison.Ordinal), "the CLI gives up after 60 s and asks again: " + command);
        });

        // Longer than the function may take, or the CLI asks again while the first request is at work.
        Assert.InRange((long)Template.Main.Properties("ResponderFunction")["Timeout"]!, 1, 619);
    }

    [Fact]
    public void EveryAction_IsToldOf() =>
        Assert.All(ManualRequestReader.ActionWords, word => Assert.Contains($"`{word}`", Guide, StringComparison.Ordinal));

    [Fact]
    public void Version_IsOneInTemplateOutputAndChangeLog()
    {
        string version = Regex.Match(RepositoryFiles.Read("infra/CHANGELOG.md"), @"^## (\d+\.\d+\.\d+), \d{4}-\d\d-\d\d$", RegexOptions.Multiline).Groups[1].Value;

        Assert.Matches(@"^\d", version);
        Assert.Equal(version, (string?)Template.Main.Outputs["Version"]!["Value"]);
        Assert.Contains($"responder {version}:", Template.Main.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputsAndTags_AreSpelledAsTheyAre()
    {
        Assert.All(["FunctionArn", "FunctionConsole", "RunbookRoleArn", "TopicArn", "Version"], output =>
        {
            Assert.Contains($"`{output}`", Guide, StringComparison.Ordinal);
            Assert.True(Template.Main.Outputs.ContainsKey(output));
        });
        Assert.Contains($"`{InstanceClearance.ModeTag}`", Guide, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLink_LeadsToAFile()
    {
        foreach (string document in (string[])["README.md", "infra/README.md", "infra/CHANGELOG.md"])
        {
            string folder = Path.GetDirectoryName(document)!;
            Assert.All(Link().Matches(RepositoryFiles.Read(document)).Select(link => link.Groups[1].Value).Where(link => !link.StartsWith("http", StringComparison.Ordinal)), link =>
                Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, folder, link)), $"{document}: {link}"));
        }
    }

    [Fact]
    public void DeployerPolicy_CoversEveryServiceOfTheTemplate()
    {
        JsonArray statements = (JsonArray)JsonNode.Parse(RepositoryFiles.Read("infra/policies/deployer.json"))!["Statement"]!;
        string[] granted = [.. statements.SelectMany(Actions).Select(action => action.Split(':')[0]).Distinct()];
        string[] made = [.. Template.Main.Resources.Select(resource => ((string)resource.Value!["Type"]!).Split("::")[1].ToLowerInvariant()).Where(service => service != "serverless").Distinct()];

        // A serverless function becomes a function, its rules, its permissions and its subscription.
        Assert.Empty(made.Union(["lambda", "events", "logs", "cloudformation", "s3"]).Except(granted));
    }

    [Fact]
    public void ApproverPolicy_StartsTheTwoRunbooks_PressesTheConsolesButtons_AndChangesNothingElse()
    {
        JsonArray statements = (JsonArray)JsonNode.Parse(RepositoryFiles.Read("infra/policies/approver.json"))!["Statement"]!;
        string[] reading = ["Describe", "Get", "List", "StartQuery"];
        string[] changing = [.. statements.SelectMany(Actions).Where(action => !reading.Any(word => action.Split(':')[1].StartsWith(word, StringComparison.Ordinal)))];

        Assert.Equal(["iam:PassRole", "lambda:InvokeFunction", "ssm:StartAutomationExecution"], changing.Order(StringComparer.Ordinal));
        Assert.All(["approve", "reject"], word => Assert.Contains(statements.SelectMany(statement => Texts(statement!["Resource"]!)), arn => arn.EndsWith($"automation-definition/mutex-responder-{word}:*", StringComparison.Ordinal)));
    }

    /// <summary>A policy that names something else than the stack makes grants nothing, and one that names more grants too much.</summary>
    [Theory]
    [InlineData("approver.json")]
    [InlineData("deployer.json")]
    public void Policy_NamesWhatTheStackMakes(string file)
    {
        const string Stack = "mutex-responder";
        JsonArray statements = (JsonArray)JsonNode.Parse(RepositoryFiles.Read($"infra/policies/{file}"))!["Statement"]!;
        HashSet<string> made =
        [
            $"function:{Stack}", // FunctionName: !Ref AWS::StackName
            .. Template.Main.Resources.Where(resource => (string)resource.Value!["Type"]! == "AWS::SSM::Document")
                .Select(resource => resource.Value!["Properties"]!["Name"]!["Fn::Sub"]!.ToString().Replace("${AWS::StackName}", Stack, StringComparison.Ordinal))
                .Select(name => $"automation-definition/{name}:*"),
            $"stack/{Stack}*/*",
            $"role/{Stack}*", // CloudFormation's own names begin with the stack's.
        ];
        Assert.Equal("AWS::StackName", (string)Template.Main.Resources["ResponderFunction"]!["Properties"]!["FunctionName"]!["Ref"]!);
        string[] named = [.. statements.SelectMany(statement => Texts(statement!["Resource"]!)).Where(arn => arn.Contains(Stack, StringComparison.Ordinal))];
        Assert.NotEmpty(named);
        Assert.All(named, arn => Assert.Contains(arn.Split(':', 6)[5], made));
        Assert.All(named, arn => Assert.Contains(arn.Split(':')[4], (string[])["ACCOUNT", ""]));
    }

    [Fact]
    public void EveryAwsCommandOfTheGuide_IsAllowedByOneOfThePolicies()
    {
        string[] granted = [.. new[] { "deployer", "operator", "approver" }
            .SelectMany(name => (JsonArray)JsonNode.Parse(RepositoryFiles.Read($"infra/policies/{name}.json"))!["Statement"]!)
            .Where(statement => statement!["Condition"]?["ForAnyValue:StringEquals"] is null)
            .SelectMany(Actions)];
        string[] called = [.. AwsCommand().Matches(Guide).Select(match => match.Groups[1].Value == "lambda" ? "lambda:InvokeFunction" : $"{match.Groups[1].Value}:{string.Concat(match.Groups[2].Value.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}").Distinct()];

        Assert.Contains("ssm:PutParameter", called);
        // One command of the CLI that is several calls, all of them the deployer's.
        Assert.Empty(called.Except(["cloudformation:Deploy"]).Except(granted));
    }

    private static IEnumerable<string> Actions(JsonNode? statement) => Texts(statement!["Action"]!);

    private static IEnumerable<string> Texts(JsonNode node) => node is JsonArray list ? list.Select(item => (string)item!) : [(string)node!];

    [GeneratedRegex(@"^\| (?<names>`\w+`(, `\w+`)*) \| (?<defaults>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ParameterRow();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"--parameter-overrides[^\n#]*")]
    private static partial Regex Overrides();

    [GeneratedRegex(@"([A-Z]\w+)=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\| `(-[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex AlarmRow();

    [GeneratedRegex(@"\| \**(\d+\.\d+)\** \|$", RegexOptions.Multiline)]
    private static partial Regex LastCell();

    [GeneratedRegex(@"aws lambda invoke(\\\n|[^\n])*")]
    private static partial Regex Invocation();

    [GeneratedRegex(@"aws (cloudformation|cloudwatch|lambda|logs|sns|sqs|ssm) ([a-z-]+)")]
    private static partial Regex AwsCommand();

    [GeneratedRegex("--payload '([^']*)'")]
    private static partial Regex Payload();

    [GeneratedRegex(@"\]\(([^)#]+)[^)]*\)")]
    private static partial Regex Link();
}
