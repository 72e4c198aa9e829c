using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Settings;
using MutexResponder.Remediation;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class TemplateParameterTests
{
    public static TheoryData<string> ParameterNames { get; } = [.. Template.Main.Parameters.Select(parameter => parameter.Key)];

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void Parameter_HasDescriptionDefaultAndConstraint(string name)
    {
        JsonObject parameter = (JsonObject)Template.Main.Parameters[name]!;

        Assert.True(((string?)parameter["Description"] ?? "").Length >= 20, "the description is missing or says nothing");
        Assert.True(parameter.ContainsKey("Default"), "sam deploy would have to ask for it");
        bool isConstrained = parameter.ContainsKey("AllowedValues") || parameter.ContainsKey("AllowedPattern")
            || (parameter.ContainsKey("MinValue") && parameter.ContainsKey("MaxValue"));
        Assert.True(isConstrained, "any value is taken");
        Assert.True(!parameter.ContainsKey("AllowedPattern") || parameter.ContainsKey("ConstraintDescription"), "a refusal would quote a bare pattern");
    }

    [Fact]
    public void Default_MeetsItsOwnPattern()
    {
        JsonNode[] withPattern = [.. Template.Main.Parameters.Select(parameter => parameter.Value!).Where(parameter => parameter["AllowedPattern"] is not null)];

        Assert.NotEmpty(withPattern);
        Assert.All(withPattern, parameter => Assert.Matches((string)parameter["AllowedPattern"]!, (string)parameter["Default"]!));
    }

    [Fact]
    public void Mode_DefaultsToObserve() => Assert.Equal(nameof(ResponseMode.Observe), (string?)Template.Main.Parameters["Mode"]!["Default"]);

    [Theory]
    [InlineData("Mode", typeof(ResponseMode))]
    [InlineData("Recovery", typeof(RecoveryKind), nameof(RecoveryKind.Reload))]
    [InlineData("RemedyStyle", typeof(RemedyStyle))]
    [InlineData("Prevention", typeof(PreventionMode))]
    public void Choice_OffersExactlyTheWordsOfTheCode(string parameter, Type words, string? notOffered = null) =>
        Assert.Equal(Enum.GetNames(words).Where(word => word != notOffered), ((JsonArray)Template.Main.Parameters[parameter]!["AllowedValues"]!).Select(value => (string?)value));

    [Fact]
    public void Default_IsThePolicyOfTheCode()
    {
        Policy policy = new();

        Assert.Equal(policy.Recovery.ToString(), Default("Recovery"));
        Assert.Equal(policy.RemedyStyle.ToString(), Default("RemedyStyle"));
        Assert.Equal(policy.Prevention.ToString(), Default("Prevention"));
        Assert.Equal($"{policy.MaxRemediationsPerDay}", Default("MaxRemediationsPerDay"));
        Assert.Equal($"{policy.InspectionSpacing.TotalSeconds}", Default("InspectionSpacingSeconds"));
        Assert.Equal($"{policy.ApprovalTimeout.TotalSeconds}", Default("ApprovalTimeoutSeconds"));
    }

    [Theory]
    [InlineData("ApacheErrorLogGroup", "/apache/error", true)]
    [InlineData("ApacheErrorLogGroup", "/aws/lambda/mutex-responder", false)]
    [InlineData("KillSwitchParameterName", "/ops/mutex/stop", true)]
    [InlineData("KillSwitchParameterName", "ops", false)]
    [InlineData("KillSwitchParameterName", "/aws/service/x", false)]
    [InlineData("CalendarArns", "arn:aws:ssm:eu-west-1:123456789012:document/change-freeze", true)]
    [InlineData("CalendarArns", "change-freeze", false)]
    [InlineData("NotificationTopicArn", "arn:aws:sns:eu-west-1:123456789012:on-call", true)]
    [InlineData("NotificationTopicArn", "on-call", false)]
    [InlineData("ChatTopicArn", "on-call", false)]
    [InlineData("OptInTagValue", "a=b", false)]
    [InlineData("NotificationEmail", "on call", false)]
    [InlineData("NotificationKeyArn", "alias/aws/sns", false)]
    public void Pattern_TakesOrRefuses(string parameter, string value, bool isTaken) =>
        Assert.Equal(isTaken, Regex.IsMatch(value, (string)Template.Main.Parameters[parameter]!["AllowedPattern"]!));

    [Theory]
    [InlineData("", "MakesTopic")]
    [InlineData("NotificationEmail=a@b.example", "MakesTopic SendsEmail")]
    [InlineData("NotificationKeyArn=key", "EncryptsTopic MakesTopic")]
    [InlineData("NotificationTopicArn=topic", "")]
    [InlineData("NotificationTopicArn=topic NotificationEmail=a@b.example", "", "OneTopic")]
    [InlineData("NotificationTopicArn=topic NotificationKeyArn=key", "EncryptsTopic", "OneTopic")]
    [InlineData("ChatTopicArn=topic", "MakesTopic TellsChat")]
    [InlineData("CalendarArns=one,two", "AsksCalendars MakesTopic")]
    [InlineData("ReservedConcurrency=1", "MakesTopic ReservesConcurrency", "EnoughConcurrency")]
    [InlineData("ReservedConcurrency=4", "MakesTopic ReservesConcurrency", "EnoughConcurrency")]
    [InlineData("ReservedConcurrency=5", "MakesTopic ReservesConcurrency")]
    public void Condition_AndRule_GoByTheirParameters(string parameters, string conditions, string brokenRules = "")
    {
        Stack stack = new(Template.Main, parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));

        Assert.Equal(conditions, string.Join(' ', stack.Conditions.Order(StringComparer.Ordinal)));
        Assert.Equal(brokenRules, string.Join(' ', stack.BrokenRules));
    }

    [Fact]
    public void Resource_IsMadeOnItsConditionAlone() => Assert.Equal(
        ["NotificationTopic MakesTopic", "NotificationTopicPolicy MakesTopic", "NotificationSubscription SendsEmail"],
        Template.Main.Resources.Where(resource => resource.Value!["Condition"] is not null).Select(resource => $"{resource.Key} {resource.Value!["Condition"]}"));

    /// <summary>What the template takes and the function refuses is a stack that is deployed and does not watch.</summary>
    [Fact]
    public void Function_StartsWithWhateverTheTemplateTakes()
    {
        (string Name, string Value)[] taken =
        [
            .. from parameter in Template.Main.Parameters
               from key in new[] { "Default", "MinValue", "MaxValue", "AllowedValues" }
               from value in Values(parameter.Value![key])
               select (parameter.Key, value),
            ("OptInTagValue", "a_b.c:d/e+f@g-h"),
            ("KillSwitchParameterName", "/a_b/c.d-e"),
            ("CalendarArns", "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:document/" + new string('c', 128)),
            ("NotificationTopicArn", "arn:aws:sns:eu-west-1:123456789012:t"),
            ("ChatTopicArn", "arn:aws-cn:sns:cn-north-1:123456789012:" + new string('t', 256)),
        ];

        Assert.All(taken, one =>
        {
            JsonNode parameter = Template.Main.Parameters[one.Name]!;
            Assert.True(parameter["AllowedPattern"] is not { } pattern || Regex.IsMatch(one.Value, (string)pattern!), $"{one.Name} does not take {one.Value}");
            Stack stack = new(Template.Main, new Dictionary<string, string> { [one.Name] = one.Value });
            JsonNode variables = Template.Main.Properties("ResponderFunction")["Environment"]!["Variables"]!;
            SettingsReader.Read(name => variables[name] is { } value ? stack.Text(value) : null);
        });

        // A template cannot count a list.
        Assert.Contains($"{SettingsReader.MaxCalendars} at most", (string?)Template.Main.Parameters["CalendarArns"]!["Description"], StringComparison.Ordinal);

        static IEnumerable<string> Values(JsonNode? node) => node is JsonArray list ? list.SelectMany(Values) : node is null ? [] : [node.ToString()];
    }

    private static string Default(string parameter) => Template.Main.Parameters[parameter]!["Default"]!.ToString();
}
