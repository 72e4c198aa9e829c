using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Settings;
using MutexResponder.Remediation;

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
    }

    [Fact]
    public void Read_Everything()
    {
        FunctionSettings settings = Read(new()
        {
            ["MUTEX_RESPONDER_MODE"] = "Remediate",
            ["MUTEX_RESPONDER_RECOVERY"] = "Restart",
            ["MUTEX_RESPONDER_REMEDY_STYLE"] = "Uncomment",
            ["MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY"] = "24",
        });

        Assert.Equal(
            new Policy { Mode = ResponseMode.Remediate, Recovery = RecoveryKind.Restart, RemedyStyle = RemedyStyle.Uncomment, MaxRemediationsPerDay = 24 },
            settings.Policy);
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
    [InlineData("MUTEX_RESPONDER_REMEDY_STYLE", "x", "ConfAvailable, Uncomment")]
    [InlineData("MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY", "0", "1 to 24")]
    [InlineData("MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY", "25", "1 to 24")]
    [InlineData("MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY", "-1", "1 to 24")]
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
    [InlineData("MUTEX_RESPONDER_LANGUAGE", "de", "en, ja")]
    [InlineData("MUTEX_RESPONDER_APPROVE_RUNBOOK", "arn:aws:ssm:::document/x", "Automation runbook")]
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
