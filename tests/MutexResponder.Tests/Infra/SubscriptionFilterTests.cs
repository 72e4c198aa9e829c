using System.Text.Json.Nodes;
using MutexResponder.Detection;
using MutexResponder.Tests.Infra.Support;

namespace MutexResponder.Tests.Infra;

public sealed class SubscriptionFilterTests
{
    private static readonly FilterPattern s_pattern = new(
        (string)Template.Main.Properties("ResponderFunction")["Events"]!["ApacheErrors"]!["Properties"]!["FilterPattern"]!);

    [Theory]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (43)Identifier removed: AH00144: couldn't grab the accept mutex")]
    [InlineData("[Tue Aug 25 20:58:05.444208 2020] [mpm_prefork:emerg] [pid 1333] (22)Invalid argument: AH00146: couldn't release the accept mutex")]
    [InlineData("[Tue Aug 25 20:51:55.040404 2020] [core:alert] [pid 1287] AH00050: Child 928 returned a Fatal error... Apache is exiting!")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_worker:emerg] [pid 930:tid 140] (43)Identifier removed: AH00272: apr_proc_mutex_lock failed before this child process served any requests.")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_worker:emerg] [pid 930:tid 140] (22)Invalid argument: AH00273: apr_proc_mutex_unlock failed. Attempting to shutdown process gracefully.")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_worker:emerg] [pid 930:tid 140] (22)Invalid argument: AH00274: apr_proc_mutex_unlock failed. Attempting to shutdown process gracefully.")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [core:emerg] [pid 930] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (2)No such file or directory: AH00155: Couldn't initialize cross-process lock in child (/run/lock/accept.930) (flock)")]
    public void Pattern_TakesTheLine(string line) => Assert.True(s_pattern.Matches(line));

    [Theory]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:notice] [pid 930] AH00171: Graceful restart requested, doing restart")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:debug] [pid 930] prefork.c(1000): AH00165: Accept mutex: fcntl (default: sysvsem)")]
    [InlineData("[Tue Aug 25 20:51:54.215281 2020] [ssl:warn] [pid 930] AH01909: server certificate does NOT include an ID which matches the server name")]
    public void Pattern_LeavesTheLine(string line) => Assert.False(s_pattern.Matches(line));

    [Fact]
    public void Pattern_IsMadeFromTheTableOfMessages() => Assert.Equal(LogFilters.SubscriptionPattern, s_pattern.Text);

    /// <summary>What wakes is delivered, whatever the format around it: failures at creation and those of modules without codes too.</summary>
    [Fact]
    public void Pattern_TakesEveryMessageThatWakes() => Assert.All(
        MutexMessages.All.Where(message => message.Wakes)
            .SelectMany(message => (string[])["", "un"], (message, part) => $"{(message.HasCode ? message.Code + ": " : "")}{message.Message.Replace("*", part, StringComparison.Ordinal)}"),
        line => Assert.True(s_pattern.Matches(line), line));

    /// <summary>A wrong port or a mistake in the configuration is no reason to look for a mutex.</summary>
    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(72)]
    public void Pattern_LeavesWhatMayHaveAnyCause(int number)
    {
        Assert.True(MutexMessages.TryGet(number, out MutexMessage? message));
        Assert.False(s_pattern.Matches($"{message.Code}: {message.Message}"));
    }

    /// <summary>The lab's log agent asks this, and AWS the pattern.</summary>
    [Theory]
    [InlineData("AH02026: Failed to acquire SSL session cache lock")]
    [InlineData("(43)Identifier removed: couldn't grab the accept mutex")]
    [InlineData("AH00171: Graceful restart requested, doing restart")]
    public void IsDelivered_IsWhatThePatternTakes(string line) => Assert.Equal(s_pattern.Matches(line), LogFilters.IsDelivered(line));

    [Fact]
    public void Pattern_IsShortEnough() => Assert.InRange(s_pattern.Text.Length, 1, FilterPattern.MaxChars);

    [Fact]
    public void Pattern_TakesEveryLineOfTheSampleEvent()
    {
        JsonArray events = (JsonArray)SampleEvents.ReadLogs("logs-data")["logEvents"]!;

        Assert.NotEmpty(events);
        Assert.All(events, logged => Assert.True(s_pattern.Matches((string)logged!["message"]!)));
    }

    [Fact]
    public void AddOn_SubscribesWithTheSamePatternAndRefusesTheSameGroups()
    {
        Template addOn = Template.Load("infra/more-log-groups.yaml");

        Assert.Equal(s_pattern.Text, (string?)addOn.Properties("Subscription")["FilterPattern"]);

        // CloudWatch Logs tries the function out while it makes the subscription.
        Assert.Equal("Permission", (string?)addOn.Resources["Subscription"]!["DependsOn"]);
        Assert.Equal(
            (string?)Template.Main.Parameters["ApacheErrorLogGroup"]!["AllowedPattern"],
            (string?)addOn.Parameters["ApacheErrorLogGroup"]!["AllowedPattern"]);
    }
}
