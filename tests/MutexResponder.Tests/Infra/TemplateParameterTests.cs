using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutexResponder.Incidents;
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
    [InlineData("NotificationEmail", "on call", false)]
    [InlineData("NotificationKeyArn", "alias/aws/sns", false)]
    public void Pattern_TakesOrRefuses(string parameter, string value, bool isTaken) =>
        Assert.Equal(isTaken, Regex.IsMatch(value, (string)Template.Main.Parameters[parameter]!["AllowedPattern"]!));

    private static string Default(string parameter) => Template.Main.Parameters[parameter]!["Default"]!.ToString();
}
