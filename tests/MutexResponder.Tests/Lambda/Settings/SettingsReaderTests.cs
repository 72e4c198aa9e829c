using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Settings;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_OnlyWhatIsRequired()
    {
        FunctionSettings settings = Read([]);

        Assert.Equal(new Policy(), settings.Policy);
        Assert.Equal(ResponseMode.Observe, settings.Policy.Mode);
        Assert.Equal("incidents", settings.TableName);
        Assert.Equal(["stack-Inspect", "stack-Remediate", "stack-Rollback"], settings.DocumentNames.Order(StringComparer.Ordinal));
        Assert.Equal(new ClearanceRules(), settings.Clearance);
        Assert.Equal((TimeSpan.FromDays(90), TimeSpan.FromDays(1), ReportLanguage.English), (settings.Retention, settings.SweepPeriod, settings.Language));
        Assert.Null(settings.TopicArn);
        Assert.Null(settings.ChatTopicArn);
    }

    [Fact]
    public void Read_Everything()
    {
        FunctionSettings settings = Read(new()
        {
            ["MUTEX_RESPONDER_MODE"] = "Remediate",
            ["MUTEX_RESPONDER_RECOVERY"] = "Restart",
            ["MUTEX_RESPONDER_PREVENTION"] = "Fix",
            ["MUTEX_RESPONDER_REQUIRE_TWO_PEOPLE"] = "true",
            ["MUTEX_RESPONDER_REMEDY_STYLE"] = "Uncomment",
            ["MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY"] = "24",
            ["MUTEX_RESPONDER_APPROVAL_TIMEOUT_SECONDS"] = "61",
            ["MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS"] = "62",
            ["MUTEX_RESPONDER_RETENTION_DAYS"] = "3",
            ["MUTEX_RESPONDER_OPT_IN_TAG"] = "Team=web=1",
            ["MUTEX_RESPONDER_FLEET_CAP"] = "4",
            ["MUTEX_RESPONDER_GROUP_CAP"] = "5",
            ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "6",
            ["MUTEX_RESPONDER_LANGUAGE"] = "ja",
        });

        Assert.Equal(
            new Policy
            {
                Mode = ResponseMode.Remediate,
                Recovery = RecoveryKind.Restart,
                Prevention = PreventionMode.Fix,
                RequiresTwoPeople = true,
                RemedyStyle = RemedyStyle.Uncomment,
                MaxRemediationsPerDay = 24,
                ApprovalTimeout = TimeSpan.FromSeconds(61),
                InspectionSpacing = TimeSpan.FromSeconds(62),
            },
            settings.Policy);
        Assert.Equal(new SsmDocuments("stack-Inspect", "stack-Remediate", "stack-Rollback"), settings.Documents);
        Assert.Equal(new ClearanceRules { OptInTagKey = "Team", OptInTagValue = "web=1", FleetCapacity = 4, GroupCapacity = 5 }, settings.Clearance);
        Assert.Equal((TimeSpan.FromDays(3), TimeSpan.FromHours(6), ReportLanguage.Japanese), (settings.Retention, settings.SweepPeriod, settings.Language));
    }

    [Theory]
    [InlineData("MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY", 1, 24)]
    [InlineData("MUTEX_RESPONDER_APPROVAL_TIMEOUT_SECONDS", 60, 604_800)]
    [InlineData("MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS", 1, 3600)]
    [InlineData("MUTEX_RESPONDER_RETENTION_DAYS", 2, 3650)]
    [InlineData("MUTEX_RESPONDER_FLEET_CAP", 1, 1000)]
    [InlineData("MUTEX_RESPONDER_GROUP_CAP", 1, 1000)]
    [InlineData("MUTEX_RESPONDER_SWEEP_PERIOD_HOURS", 0, 168)]
    public void Read_Number_IsTakenWithinItsBoundsAlone(string name, int min, int max)
    {
        Assert.All([min, max], value => Read(new() { [name] = $"{value}" }));
        Assert.All(
            [$"{min - 1}", $"{max + 1}", "-1", "+7", "7.0"],
            value => Assert.Contains($"{name} is '{value}'; allowed are {min} to {max}.", Refusal(name, value), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MUTEX_RESPONDER_INSPECT_DOCUMENT", 3, 128)]
    [InlineData("MUTEX_RESPONDER_TABLE", 3, 255)]
    [InlineData("MUTEX_RESPONDER_APPROVE_RUNBOOK", 3, 128)]
    [InlineData("MUTEX_RESPONDER_DASHBOARD", 1, 255)]
    [InlineData("MUTEX_RESPONDER_TOPIC_ARN", 1, 256, "arn:aws:sns:us-east-1:123456789012:")]
    [InlineData("MUTEX_RESPONDER_KILL_SWITCH_PARAMETER", 1, 1011)]
    [InlineData("MUTEX_RESPONDER_CALENDARS", 1, 256)]
    [InlineData("MUTEX_RESPONDER_OPT_IN_TAG", 0, 256, "Team=")]
    [InlineData("MUTEX_RESPONDER_OPT_IN_TAG", 1, 128, "", "=web")]
    public void Read_Name_IsTakenWithinItsLengthAlone(string name, int min, int max, string before = "", string after = "")
    {
        string Of(int length) => before + new string('a', length) + after;

        Assert.All([min, max], length => Read(new() { [name] = Of(length) }));

        // Unset where nothing is before it and after it.
        Assert.All(new[] { min - 1, max + 1 }.Where(length => length >= 0 && Of(length).Length > 0), length => Assert.InRange(Refusal(name, Of(length)).Length, 1, 300));
    }

    [Fact]
    public void Read_MemoryStoreWhereAllowed() =>
        Assert.Null(Read(new() { ["MUTEX_RESPONDER_TABLE"] = "", ["MUTEX_RESPONDER_ALLOW_MEMORY_STORE"] = "true" }).TableName);

    [Fact]
    public void Read_WhoIsTold()
    {
        FunctionSettings settings = Read(new()
        {
            ["MUTEX_RESPONDER_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:on-call",
            ["MUTEX_RESPONDER_CHAT_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:chat",
            ["MUTEX_RESPONDER_DASHBOARD"] = "stack",
            ["MUTEX_RESPONDER_APPROVE_RUNBOOK"] = "stack-approve",
            ["MUTEX_RESPONDER_REJECT_RUNBOOK"] = "stack-reject",
        });

        Assert.Equal(new OpsCenterSettings("stack-approve", "stack-reject") { Dashboard = "stack" }, settings.OpsCenter);
        Assert.Equal(("arn:aws:sns:us-east-1:123456789012:on-call", "arn:aws:sns:us-east-1:123456789012:chat"), (settings.TopicArn, settings.ChatTopicArn));
    }

    [Fact]
    public void Read_KillSwitchAndCalendars()
    {
        FunctionSettings settings = Read(new()
        {
            ["MUTEX_RESPONDER_KILL_SWITCH_PARAMETER"] = "/mutex-responder/kill-switch",
            ["MUTEX_RESPONDER_CALENDARS"] = "freeze, arn:aws:ssm:eu-west-1:123456789012:document/nights",
        });

        Assert.Equal("/mutex-responder/kill-switch", settings.KillSwitchParameter);
        Assert.Equal(["freeze", "arn:aws:ssm:eu-west-1:123456789012:document/nights"], settings.Calendars);
        Assert.Null(Read([]).KillSwitchParameter);
        Assert.Empty(Read(new() { ["MUTEX_RESPONDER_CALENDARS"] = "" }).Calendars);
    }

    [Theory]
    [InlineData("MUTEX_RESPONDER_MODE", "remediate", "Observe, Approve, Remediate")]
    [InlineData("MUTEX_RESPONDER_MODE", "2", "Observe, Approve, Remediate")]
    [InlineData("MUTEX_RESPONDER_RECOVERY", "Halt", "Reboot, Restart")]
    [InlineData("MUTEX_RESPONDER_RECOVERY", "Reload", "Reboot, Restart")]
    [InlineData("MUTEX_RESPONDER_PREVENTION", "fix", "Off, Report, Approve, Fix")]
    [InlineData("MUTEX_RESPONDER_REQUIRE_TWO_PEOPLE", "True", "true, false")]
    [InlineData("MUTEX_RESPONDER_OPT_IN_TAG", "MutexResponder", "Key=Value")]
    [InlineData("MUTEX_RESPONDER_REMEDY_STYLE", "x", "ConfAvailable, Uncomment")]
    [InlineData("MUTEX_RESPONDER_INSPECT_DOCUMENT", "", "SSM document")]
    [InlineData("MUTEX_RESPONDER_REMEDIATE_DOCUMENT", "arn:aws:ssm:::document/x", "letters, digits")]
    [InlineData("MUTEX_RESPONDER_REMEDIATE_DOCUMENT", "stack-Inspect", "same document")]
    [InlineData("MUTEX_RESPONDER_ROLLBACK_DOCUMENT", "", "SSM document")]
    [InlineData("MUTEX_RESPONDER_ROLLBACK_DOCUMENT", "stack-Remediate", "same document")]
    [InlineData("MUTEX_RESPONDER_TABLE", "", "MUTEX_RESPONDER_ALLOW_MEMORY_STORE=true")]
    [InlineData("MUTEX_RESPONDER_TABLE", "a b c", "letters, digits")]
    [InlineData("MUTEX_RESPONDER_ALLOW_MEMORY_STORE", "yes", "true, false")]
    [InlineData("MUTEX_RESPONDER_KILL_SWITCH_PARAMETER", "/a b", "SSM parameter")]
    [InlineData("MUTEX_RESPONDER_TOPIC_ARN", "on-call", "SNS topic")]
    [InlineData("MUTEX_RESPONDER_CHAT_TOPIC_ARN", "chat", "SNS topic")]
    [InlineData("MUTEX_RESPONDER_DASHBOARD", "a b", "dashboard")]
    [InlineData("MUTEX_RESPONDER_TOPIC_ARN", "arn:aws:sqs:us-east-1:123456789012:queue", "SNS topic")]
    [InlineData("MUTEX_RESPONDER_TOPIC_ARN", "arn:aws:sns:us-east-1:1:on-call", "SNS topic")]
    [InlineData("MUTEX_RESPONDER_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:on-call:5be6", "SNS topic")]
    [InlineData("MUTEX_RESPONDER_LANGUAGE", "de", "en, ja")]
    [InlineData("MUTEX_RESPONDER_APPROVE_RUNBOOK", "arn:aws:ssm:::document/x", "Automation runbook")]
    [InlineData("MUTEX_RESPONDER_REJECT_RUNBOOK", "a b", "Automation runbook")]
    [InlineData("MUTEX_RESPONDER_CALENDARS", "a,,b", "Change Calendars")]
    [InlineData("MUTEX_RESPONDER_CALENDARS", "a b", "Change Calendars")]
    [InlineData("MUTEX_RESPONDER_CALENDARS", "a,b,c,d,e,f,g,h,i,j,k", "10 are allowed")]
    public void Read_WrongValue(string name, string value, string allowed)
    {
        FunctionErrorException error = Assert.Throws<FunctionErrorException>(() => Read(new() { [name] = value }));

        Assert.Equal("Settings.Invalid", error.ErrorType);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoWrongValuesAreBothNamed()
    {
        FunctionErrorException error = Assert.Throws<FunctionErrorException>(
            () => Read(new() { ["MUTEX_RESPONDER_MODE"] = "x", ["MUTEX_RESPONDER_RECOVERY"] = "y" }));

        Assert.Contains("MUTEX_RESPONDER_MODE", error.Message, StringComparison.Ordinal);
        Assert.Contains("MUTEX_RESPONDER_RECOVERY", error.Message, StringComparison.Ordinal);
    }

    private static string Refusal(string name, string value) => Assert.Throws<FunctionErrorException>(() => Read(new() { [name] = value })).Message;

    private static FunctionSettings Read(Dictionary<string, string> changes)
    {
        Dictionary<string, string> environment = new()
        {
            ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = "stack-Inspect",
            ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = "stack-Remediate",
            ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = "stack-Rollback",
            ["MUTEX_RESPONDER_TABLE"] = "incidents",
        };
        foreach ((string name, string value) in changes)
        {
            environment[name] = value;
        }

        return SettingsReader.Read(environment.GetValueOrDefault);
    }
}
