using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws;

namespace MutexResponder.Tests.Lab.Aws.Ssm;

/// <summary>Run Command through the real SDK client.</summary>
public sealed class RunCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendCommand_Answer_HoldsTheCommand()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));

        SendCommandResponse sent = await aws.Ssm.SendCommandAsync(
            new SendCommandRequest { DocumentName = "Doc", InstanceIds = [LabAws.Web.Value], Comment = "mr-1", TimeoutSeconds = 120, Parameters = new() { ["word"] = ["calm"] } },
            Token);

        Assert.Equal(36, sent.Command.CommandId.Length);
        Assert.Equal("Doc", sent.Command.DocumentName);
        Assert.Equal("mr-1", sent.Command.Comment);
        Assert.Equal([LabAws.Web.Value], sent.Command.InstanceIds);
        Assert.Equal(["calm"], sent.Command.Parameters["word"]);
        Assert.Equal(120, sent.Command.TimeoutSeconds);
        Assert.InRange((sent.Command.ExpiresAfter - sent.Command.RequestedDateTime)!.Value.TotalSeconds, 239.9, 240.1);
    }

    [Fact]
    public async Task SendCommand_UnknownDocument_IsInvalidDocument()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));

        await Assert.ThrowsAsync<InvalidDocumentException>(() => aws.SendAsync(request => request.DocumentName = "Other"));
    }

    [Fact]
    public async Task SendCommand_InstanceWithoutAgent_IsInvalidInstanceId()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(0));
        InstanceId unmanaged = InstanceId.Parse("i-0000000000000000a");
        aws.Endpoint.RegisterUnmanaged(unmanaged, new InstanceProfile());

        await Assert.ThrowsAsync<InvalidInstanceIdException>(() => aws.SendAsync(request => request.InstanceIds = [unmanaged.Value]));
        await Assert.ThrowsAsync<InvalidInstanceIdException>(() => aws.SendAsync(request => request.InstanceIds = ["i-0000000000000000b"]));
        Assert.Empty(machine.Calls);
    }

    [Theory]
    [InlineData("word", "UPPER", "does not match the pattern")]
    [InlineData("word", "a; reboot", "does not match the pattern")]
    [InlineData("other", "calm", "is not defined in the document")]
    public async Task SendCommand_ParameterTheDocumentForbids_IsInvalidParameters(string name, string value, string message)
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(0));

        InvalidParametersException refused = await Assert.ThrowsAsync<InvalidParametersException>(
            () => aws.SendAsync(request => request.Parameters = new() { [name] = [value] }));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task SendCommand_CommentOver100CharactersOrTimeoutUnder30_IsAValidationError()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));

        // In a variable: the SDK's analyzer knows the limit, too.
        int tooShort = 29;

        AmazonSimpleSystemsManagementException longComment = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(
            () => aws.SendAsync(request => request.Comment = new string('c', 101)));
        AmazonSimpleSystemsManagementException shortTimeout = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(
            () => aws.SendAsync(request => request.TimeoutSeconds = tooShort));

        Assert.Equal("ValidationException", longComment.ErrorCode);
        Assert.Equal("ValidationException", shortTimeout.ErrorCode);
    }

    [Fact]
    public async Task SendCommand_WithTheDocumentsHash_IsTaken_AndWithAnotherRefused()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));
        string hash = LabAws.Document(LabAws.TwoStepDocument).Sha256;

        await aws.SendAsync(request => (request.DocumentHash, request.DocumentHashType) = (hash, DocumentHashType.Sha256));

        await Assert.ThrowsAsync<InvalidDocumentException>(
            () => aws.SendAsync(request => (request.DocumentHash, request.DocumentHashType) = (new string('0', 64), DocumentHashType.Sha256)));
    }

    [Fact]
    public async Task Reading_RightAfterSending_FindsNothingForAWhile()
    {
        var time = new FakeTimeProvider();
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time, CommandVisibilityDelay = TimeSpan.FromSeconds(2) });
        aws.AddMachine(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return ScriptRun.Ended(0);
        });
        string commandId = await aws.SendAsync();
        var get = new GetCommandInvocationRequest { CommandId = commandId, InstanceId = LabAws.Web.Value, PluginName = "first" };

        await Assert.ThrowsAsync<InvocationDoesNotExistException>(() => aws.Ssm.GetCommandInvocationAsync(get, Token));
        ListCommandInvocationsResponse listed = await aws.Ssm.ListCommandInvocationsAsync(new ListCommandInvocationsRequest { CommandId = commandId }, Token);
        Assert.Empty(listed.CommandInvocations ?? []);

        time.Advance(TimeSpan.FromSeconds(2));
        GetCommandInvocationResponse found = await aws.Ssm.GetCommandInvocationAsync(get, Token);
        Assert.Equal(-1, found.ResponseCode);
        Assert.Equal("", found.StandardOutputContent);
    }

    [Fact]
    public async Task GetCommandInvocation_OfSeveralSteps_NeedsThePluginName()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(call => call.Script == "second" ? ScriptRun.Ended(4, "out", "err") : ScriptRun.Ended(0));
        CommandInvocation ended = await aws.RunAsync();

        await Assert.ThrowsAsync<InvalidPluginNameException>(() => aws.Ssm.GetCommandInvocationAsync(
            new GetCommandInvocationRequest { CommandId = ended.CommandId, InstanceId = LabAws.Web.Value }, Token));
        GetCommandInvocationResponse second = await aws.Ssm.GetCommandInvocationAsync(
            new GetCommandInvocationRequest { CommandId = ended.CommandId, InstanceId = LabAws.Web.Value, PluginName = "second" }, Token);

        Assert.Equal(CommandInvocationStatus.Failed, second.Status);
        Assert.Equal(4, second.ResponseCode);
        Assert.Equal("out", second.StandardOutputContent);
        Assert.Equal("err", second.StandardErrorContent);
        Assert.EndsWith("Z", second.ExecutionStartDateTime, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListCommandInvocations_FiltersAndPages_NewestFirst()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-08-25T20:51:54Z", System.Globalization.CultureInfo.InvariantCulture));
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time });
        aws.AddMachine(_ => ScriptRun.Ended(0));
        for (int sent = 1; sent <= 3; sent++)
        {
            await aws.RunAsync(request => request.Comment = $"number {sent}");
            time.Advance(TimeSpan.FromMinutes(1));
        }

        ListCommandInvocationsResponse page = await aws.Ssm.ListCommandInvocationsAsync(
            new ListCommandInvocationsRequest { InstanceId = LabAws.Web.Value, MaxResults = 2 }, Token);
        ListCommandInvocationsResponse rest = await aws.Ssm.ListCommandInvocationsAsync(
            new ListCommandInvocationsRequest { InstanceId = LabAws.Web.Value, MaxResults = 2, NextToken = page.NextToken }, Token);
        ListCommandsResponse late = await aws.Ssm.ListCommandsAsync(
            new ListCommandsRequest { Filters = [new CommandFilter { Key = CommandFilterKey.InvokedAfter, Value = "2026-08-25T20:53:00Z" }] }, Token);

        Assert.Equal(["number 3", "number 2"], page.CommandInvocations.Select(invocation => invocation.Comment));
        Assert.Equal(["number 1"], rest.CommandInvocations.Select(invocation => invocation.Comment));
        Assert.Null(rest.NextToken);
        Assert.Equal(["number 3"], late.Commands.Select(command => command.Comment));
        Assert.Equal(CommandStatus.Success, late.Commands[0].Status);
    }

    [Fact]
    public async Task Cancel_OfACommandNotYetTaken_EndsItAtOnce()
    {
        await using LabAws aws = await LabAws.StartAsync();
        var machine = new ScriptedMachine(LabAws.Web, _ => ScriptRun.Ended(0));
        RegisteredInstance instance = aws.Endpoint.Register(machine, new InstanceProfile());
        aws.Endpoint.AddDocument("Doc", LabAws.Document(LabAws.TwoStepDocument));
        instance.Agent!.Disconnect();
        string commandId = await aws.SendAsync();

        await aws.Ssm.CancelCommandAsync(new CancelCommandRequest { CommandId = commandId }, Token);

        Assert.Equal(CommandInvocationStatus.Cancelled, (await aws.InvocationAsync(commandId)).Status);
        instance.Agent.Reconnect();
        await aws.Events.NextAsync();
        await aws.RunAsync();
        Assert.Equal(2, machine.Calls.Count);
    }

    [Theory]
    [InlineData("not json", "SerializationException")]
    [InlineData("[1]", "SerializationException")]
    [InlineData("{\"DocumentName\":7}", "SerializationException")]
    [InlineData("{}", "ValidationException")]
    public async Task BadBody_GetsAnErrorInTheWireFormat(string body, string type)
    {
        await using LabAws aws = await LabAws.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, aws.Endpoint.Url) { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", "AmazonSSM.SendCommand");

        using HttpResponseMessage answer = await http.SendAsync(request, Token);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains($"\"__type\":\"{type}\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownOperation_GetsAnErrorThatNamesIt()
    {
        await using LabAws aws = await LabAws.StartAsync();

        AmazonServiceException refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(
            () => aws.Ssm.DescribeInstanceInformationAsync(new DescribeInstanceInformationRequest(), Token));

        Assert.Equal("UnknownOperationException", refused.ErrorCode);
        Assert.Contains("DescribeInstanceInformation", refused.Message, StringComparison.Ordinal);
    }
}
