using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Tests.Lab.Aws;

public sealed class CallFaultTests
{
    [Theory]
    [InlineData(CallFault.Throttle, "ThrottlingException", 400)]
    [InlineData(CallFault.ServerError, "InternalServerError", 500)]
    [InlineData(CallFault.Deny, "AccessDeniedException", 400)]
    public async Task SsmFault_IsTheErrorTheSdkKnows_AndNothingWasDone(CallFault fault, string code, int status)
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(0));
        aws.Endpoint.Interceptor = call => call.Operation == "SendCommand" ? fault : CallFault.None;

        AmazonServiceException refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => aws.SendAsync());

        Assert.Equal(code, refused.ErrorCode);
        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Empty(machine.Calls);
        Assert.Equal([code], aws.Endpoint.Journal.Calls.Select(call => call.Outcome));
    }

    [Theory]
    [InlineData(CallFault.Throttle, "RequestLimitExceeded")]
    [InlineData(CallFault.ServerError, "InternalError")]
    [InlineData(CallFault.Deny, "UnauthorizedOperation")]
    public async Task Ec2Fault_IsTheErrorTheSdkKnows(CallFault fault, string code)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Interceptor = _ => fault;

        AmazonEC2Exception refused = await Assert.ThrowsAsync<AmazonEC2Exception>(
            () => aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest(), TestContext.Current.CancellationToken));

        Assert.Equal(code, refused.ErrorCode);
    }

    [Fact]
    public async Task LostReply_WasDone_AndTheCallerDoesNotKnow()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(0));
        aws.Endpoint.Interceptor = call => call.Operation == "SendCommand" ? CallFault.LoseReply : CallFault.None;

        await Assert.ThrowsAnyAsync<Exception>(() => aws.SendAsync());

        await aws.Events.NextAsync();
        Assert.Equal(2, machine.Calls.Count);
        Assert.Equal(JournaledCall.ReplyLost, Assert.Single(aws.Endpoint.Journal.Calls).Outcome);
    }

    [Fact]
    public async Task LostReply_WithTheSdksOwnStaleConnectionRetries_RunsTheCommandTwice()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(0));
        aws.Endpoint.Interceptor = call => call.Number == 1 ? CallFault.LoseReply : CallFault.None;
        using var eager = new AmazonSimpleSystemsManagementClient(
            new BasicAWSCredentials("lab", "lab"),
            new AmazonSimpleSystemsManagementConfig { ServiceURL = aws.Endpoint.Url.OriginalString, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

        // MaxErrorRetry = 0 does not turn these off, and SendCommand has no idempotency token.
        await eager.SendCommandAsync(new SendCommandRequest { DocumentName = "Doc", InstanceIds = [LabAws.Web.Value] }, TestContext.Current.CancellationToken);

        await aws.Events.NextAsync();
        await aws.Events.NextAsync();
        Assert.Equal(["ReplyLost", "Success"], aws.Endpoint.Journal.Calls.Select(call => call.Outcome));
        Assert.Equal(4, machine.Calls.Count);
    }

    [Fact]
    public async Task Journal_KeepsServiceOperationTargetAndOutcome()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));
        await aws.RunAsync();
        await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [LabAws.Web.Value] }, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => aws.SendAsync(request => request.DocumentName = "Other"));

        IReadOnlyList<JournaledCall> calls = aws.Endpoint.Journal.Calls;

        Assert.Equal(["ssm SendCommand Success", "ssm ListCommandInvocations Success", "ec2 DescribeInstances Success", "ssm SendCommand InvalidDocument"],
            calls.Select(call => $"{call.Call.Service} {call.Call.Operation} {call.Outcome}"));
        Assert.Equal(LabAws.Web.Value, calls[0].Call.Target);
        Assert.Equal(LabAws.Web.Value, calls[2].Call.Target);
        Assert.Equal(2, aws.Endpoint.Journal.Count("SendCommand"));
    }
}
