using System.Net;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class Ec2InstancesTests
{
    private static readonly InstanceId Instance = InstanceId.Parse("i-0abc1234def567890");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_Facts()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Described(Instance.Value));

        InstanceFacts? facts = await new Ec2Instances(aws.Clients).FindAsync(Instance, Token);

        Assert.Equal((Instance, "running", "web-asg"), (facts!.Instance, facts.State, facts.AutoScalingGroup));
        Assert.Equal("true", facts.Tags["AutoRepair"]);
        Assert.Contains("Action=DescribeInstances", Assert.Single(aws.Requests).Body, StringComparison.Ordinal);
        Assert.Contains("InstanceId.1=" + Instance, aws.Requests.First().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidInstanceID.NotFound")]
    [InlineData("InvalidInstanceID.Malformed")]
    public async Task Find_Unknown(string code)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error(code), 400);

        Assert.Null(await new Ec2Instances(aws.Clients).FindAsync(Instance, Token));
    }

    [Theory]
    [InlineData("<reservationSet/>")]
    [InlineData("<reservationSet><item><reservationId>r-1</reservationId></item></reservationSet>")]
    public async Task Find_EmptyAnswer(string reservations)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then($"""<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">{reservations}</DescribeInstancesResponse>""");

        Assert.Null(await new Ec2Instances(aws.Clients).FindAsync(Instance, Token));
    }

    [Fact]
    public async Task Find_Denied()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error("UnauthorizedOperation"), 403);

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => new Ec2Instances(aws.Clients).FindAsync(Instance, Token));

        Assert.Equal(RemoteCallFailure.Denied, failure.Failure);
    }

    [Fact]
    public async Task Find_ThrottledToTheEnd()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error("RequestLimitExceeded"), 503).Then(Error("RequestLimitExceeded"), 503).Then(Error("RequestLimitExceeded"), 503);

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => new Ec2Instances(aws.Clients).FindAsync(Instance, Token));

        Assert.Equal(RemoteCallFailure.Unavailable, failure.Failure);
        Assert.Equal(3, aws.Requests.Count);
    }

    [Fact]
    public async Task FindByPrivateAddress_AsksWithAFilter()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Described(Instance.Value));

        IReadOnlyList<InstanceFacts> found = await new Ec2Instances(aws.Clients).FindByPrivateAddressAsync(IPAddress.Parse("10.0.1.23"), Token);

        Assert.Equal((Instance, IPAddress.Parse("10.0.1.23")), (Assert.Single(found).Instance, found[0].Address));
        string body = aws.Requests.First().Body;
        Assert.Contains("Filter.1.Name=private-ip-address", body, StringComparison.Ordinal);
        Assert.Contains("Filter.1.Value.1=10.0.1.23", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListByTag_FollowsThePagesToTheBound()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Page("more", "i-00000000000000002")).Then(Page("more")).Then(Page("more", "i-00000000000000001", "i-00000000000000003"));

        IReadOnlyList<InstanceFacts> found = await new Ec2Instances(aws.Clients).ListByTagAsync("MutexResponder", "en*bled", 2, Token);

        Assert.Equal(["i-00000000000000001", "i-00000000000000002"], found.Select(one => one.Instance.Value));
        Assert.Equal(3, aws.Requests.Count);
        string body = Uri.UnescapeDataString(aws.Requests.Last().Body);
        Assert.Contains("Filter.1.Name=tag:MutexResponder", body, StringComparison.Ordinal);
        Assert.Contains("Filter.1.Value.1=en\\*bled", body, StringComparison.Ordinal);
        Assert.Contains("Filter.2.Value.1=running", body, StringComparison.Ordinal);
        Assert.Contains("NextToken=more", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListByTag_AsManyAsWereAskedFor_AsksForNoMore()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Page("more", "i-00000000000000001", "i-00000000000000002"));

        Assert.Equal(2, (await new Ec2Instances(aws.Clients).ListByTagAsync("MutexResponder", "enabled", 2, Token)).Count);
        Assert.Single(aws.Requests);
    }

    /// <summary>One full page and ten that may be empty: EC2 could go on with empty pages for ever.</summary>
    [Fact]
    public async Task ListByTag_EmptyPagesWithoutEnd_AreCounted()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        for (int page = 0; page < 12; page++)
        {
            aws.Then(Page("more"));
        }

        Assert.Empty(await new Ec2Instances(aws.Clients).ListByTagAsync("MutexResponder", "enabled", Ec2Instances.ListPageSize, Token));
        Assert.Equal(11, aws.Requests.Count);
    }

    [Fact]
    public async Task ListByTag_OnePage()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Page(null));

        Assert.Empty(await new Ec2Instances(aws.Clients).ListByTagAsync("MutexResponder", "enabled", 50, Token));
        Assert.Single(aws.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task ListPage_GivesTheMarkOfTheNext_AndTakesItUp(string? end)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Page("more", "i-00000000000000002")).Then(Page(end));

        (IReadOnlyList<InstanceId> page, string? next) = await new Ec2Instances(aws.Clients).ListPageAsync("MutexResponder", "en*bled", null, Token);
        (IReadOnlyList<InstanceId> last, string? none) = await new Ec2Instances(aws.Clients).ListPageAsync("MutexResponder", "en*bled", next, Token);

        Assert.Equal(("i-00000000000000002", "more"), (Assert.Single(page).Value, next));
        Assert.Empty(last);
        Assert.Null(none);
        Assert.Contains("NextToken=more", Uri.UnescapeDataString(aws.Requests.Last().Body), StringComparison.Ordinal);
    }

    private static string Page(string? next, params string[] ids) =>
        "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId><reservationSet>"
        + string.Concat(ids.Select(id => $"<item><instancesSet><item><instanceId>{id}</instanceId><instanceState><code>16</code><name>running</name></instanceState></item></instancesSet></item>"))
        + $"</reservationSet>{(next is null ? "" : $"<nextToken>{next}</nextToken>")}</DescribeInstancesResponse>";

    private static string Described(string id) => $"""
        <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><instancesSet><item>
        <instanceId>{id}</instanceId><instanceState><code>16</code><name>running</name></instanceState><privateIpAddress>10.0.1.23</privateIpAddress>
        <tagSet><item><key>aws:autoscaling:groupName</key><value>web-asg</value></item><item><key>AutoRepair</key><value>true</value></item></tagSet>
        </item></instancesSet></item></reservationSet></DescribeInstancesResponse>
        """;

    private static string Error(string code) =>
        $"<Response><Errors><Error><Code>{code}</Code><Message>told so by the test</Message></Error></Errors><RequestID>r</RequestID></Response>";
}
