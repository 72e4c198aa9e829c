using System.Collections.Immutable;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using MutexResponder.Lab.Aws;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Aws.Ec2;

/// <summary>EC2 through the real SDK client.</summary>
public sealed class Ec2ServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DescribeInstances_ById_GivesStateTagsAndAddresses()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.RegisterUnmanaged(LabAws.Web, new InstanceProfile
        {
            State = "stopped",
            PrivateIpAddress = "10.1.2.3",
            PrivateDnsName = "ip-10-1-2-3.ec2.internal",
            Tags = Tags(("aws:autoscaling:groupName", "web-asg"), ("Owner", "a<b>&c")),
        });

        DescribeInstancesResponse found = await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [LabAws.Web.Value] }, Token);

        Instance instance = Assert.Single(Assert.Single(found.Reservations).Instances);
        Assert.Equal(LabAws.Web.Value, instance.InstanceId);
        Assert.Equal(InstanceStateName.Stopped, instance.State.Name);
        Assert.Equal(80, instance.State.Code);
        Assert.Equal("10.1.2.3", instance.PrivateIpAddress);
        Assert.Equal("ip-10-1-2-3.ec2.internal", instance.PrivateDnsName);
        Assert.Equal("web-asg", instance.Tags.Single(tag => tag.Key == "aws:autoscaling:groupName").Value);
        Assert.Equal("a<b>&c", instance.Tags.Single(tag => tag.Key == "Owner").Value);
    }

    [Theory]
    [InlineData("i-0000000000000000a", "InvalidInstanceID.NotFound")]
    [InlineData("i-nonsense", "InvalidInstanceID.Malformed")]
    public async Task DescribeInstances_OfNoInstance_IsAnErrorTheSdkReads(string id, string code)
    {
        await using LabAws aws = await LabAws.StartAsync();

        AmazonEC2Exception refused = await Assert.ThrowsAsync<AmazonEC2Exception>(
            () => aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [id] }, Token));

        Assert.Equal(code, refused.ErrorCode);
        Assert.Contains(id, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tag:Role", "web", "1 2")]
    [InlineData("tag:Role", "w*", "1 2")]
    [InlineData("private-ip-address", "10.0.0.3", "3")]
    [InlineData("instance-state-name", "stopped", "3")]
    [InlineData("tag:Absent", "x", "")]
    public async Task DescribeInstances_ByFilter_GivesThoseThatMatch(string name, string value, string expected)
    {
        await using LabAws aws = await LabAws.StartAsync();
        for (int number = 1; number <= 3; number++)
        {
            aws.Endpoint.RegisterUnmanaged(Id(number), new InstanceProfile
            {
                State = number == 3 ? "stopped" : "running",
                PrivateIpAddress = $"10.0.0.{number}",
                Tags = Tags(("Role", number == 3 ? "db" : "web")),
            });
        }

        DescribeInstancesResponse found = await aws.Ec2.DescribeInstancesAsync(
            new DescribeInstancesRequest { Filters = [new Filter { Name = name, Values = [value] }] }, Token);

        string[] ids = [.. (found.Reservations ?? []).SelectMany(reservation => reservation.Instances).Select(instance => instance.InstanceId)];
        Assert.Equal([.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => Id(int.Parse(number, CultureInfo.InvariantCulture)).Value)], ids);
    }

    [Fact]
    public async Task DescribeInstances_InPages_GivesEachInstanceOnce()
    {
        await using LabAws aws = await LabAws.StartAsync();
        for (int number = 1; number <= 12; number++)
        {
            aws.Endpoint.RegisterUnmanaged(Id(number), new InstanceProfile());
        }

        var ids = new List<string>();
        string? token = null;
        int pages = 0;
        do
        {
            DescribeInstancesResponse page = await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { MaxResults = 5, NextToken = token }, Token);
            ids.AddRange(page.Reservations.SelectMany(reservation => reservation.Instances).Select(instance => instance.InstanceId));
            token = page.NextToken;
            pages++;
        }
        while (!string.IsNullOrEmpty(token) && pages < 10);

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(1, 12).Select(number => Id(number).Value), ids);
    }

    [Fact]
    public async Task RebootInstances_RebootsTheMachine()
    {
        await using LabAws aws = await LabAws.StartAsync();
        var rebooted = new TaskCompletionSource();
        aws.Endpoint.RegisterUnmanaged(LabAws.Web, new InstanceProfile
        {
            Reboot = _ =>
            {
                rebooted.SetResult();
                return Task.CompletedTask;
            },
        });

        await aws.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [LabAws.Web.Value] }, Token);

        await rebooted.Task.WithinBound();
    }

    [Fact]
    public async Task RebootInstances_OfAStoppedInstance_IsRefused()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.RegisterUnmanaged(LabAws.Web, new InstanceProfile { State = "stopped", Reboot = _ => Task.CompletedTask });

        AmazonEC2Exception refused = await Assert.ThrowsAsync<AmazonEC2Exception>(
            () => aws.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [LabAws.Web.Value] }, Token));

        Assert.Equal("IncorrectInstanceState", refused.ErrorCode);
    }

    private static InstanceId Id(int number) => InstanceId.Parse(string.Create(CultureInfo.InvariantCulture, $"i-{number:x17}"));

    private static ImmutableDictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToImmutableDictionary(tag => tag.Key, tag => tag.Value);
}
