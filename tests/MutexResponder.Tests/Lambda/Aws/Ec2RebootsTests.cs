using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lab;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class Ec2RebootsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reboot_ReachesTheOneInstance()
    {
        await using LabAws aws = await LabAws.StartAsync();
        TaskCompletionSource rebooted = new();
        aws.Endpoint.RegisterUnmanaged(LabAws.Web, new InstanceProfile
        {
            Reboot = _ =>
            {
                rebooted.SetResult();
                return Task.CompletedTask;
            },
        });

        await new Ec2Reboots(aws.Clients).RebootAsync(LabAws.Web, Token);

        await rebooted.Task.WithinBound();
        Assert.Equal(1, aws.Endpoint.Journal.Count("RebootInstances"));
    }

    [Theory]
    [InlineData(CallFault.Deny, RemoteCallFailure.Denied)]
    [InlineData(CallFault.ServerError, RemoteCallFailure.Unavailable)]
    public async Task Reboot_Refused(CallFault fault, RemoteCallFailure expected)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Interceptor = _ => fault;

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => new Ec2Reboots(aws.Clients).RebootAsync(LabAws.Web, Token));

        Assert.Equal(expected, failure.Failure);
    }
}
