using System.Text.Json;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class SsmCommandsTests
{
    private const string CommandId = "0c5b2a6e-1111-4c8c-9a2b-3e6f0e8f0b11";
    private static readonly InstanceId Instance = InstanceId.Parse("i-0abc1234def567890");
    private static readonly CommandRequest Request = new(
        Instance,
        CommandKind.Remediate,
        new Dictionary<string, string> { ["BootId"] = "b-1" },
        "mr-1 remediate 1",
        TimeSpan.FromSeconds(120));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_SaysAllThatWasAsked()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then($$$"""{"Command":{"CommandId":"{{{CommandId}}}"}}""");

        string commandId = await Commands(aws).SendAsync(Request, Token);

        Assert.Equal(CommandId, commandId);
        Assert.Equal("AmazonSSM.SendCommand", Assert.Single(aws.Requests).Action);
        JsonElement sent = aws.Sent(0);
        Assert.Equal("stack-Remediate", sent.GetProperty("DocumentName").GetString());
        Assert.Equal(Instance.Value, sent.GetProperty("InstanceIds")[0].GetString());
        Assert.Equal("b-1", sent.GetProperty("Parameters").GetProperty("BootId")[0].GetString());
        Assert.Equal("mr-1 remediate 1", sent.GetProperty("Comment").GetString());
        Assert.Equal(120, sent.GetProperty("TimeoutSeconds").GetInt32());
    }

    [Theory]
    [InlineData(CommandKind.Inspect, "stack-Inspect")]
    [InlineData(CommandKind.Remediate, "stack-Remediate")]
    [InlineData(CommandKind.Rollback, "stack-Rollback")]
    public async Task Send_EachKindByItsOwnDocument(CommandKind kind, string document)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then($$$"""{"Command":{"CommandId":"{{{CommandId}}}"}}""");
        await Commands(aws).SendAsync(Request with { Kind = kind }, Token);

        Assert.Equal(document, aws.Sent(0).GetProperty("DocumentName").GetString());
        Assert.Throws<ArgumentOutOfRangeException>(nameof(kind), () => new SsmDocuments("a", "b", "c").NameOf((CommandKind)9));
    }

    [Theory]
    [InlineData(500, "InternalServerError")]
    [InlineData(400, "ThrottlingException")]
    public async Task Send_IsNeverRepeatedByTheSdk(int status, string code)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error(code), status).Then($$$"""{"Command":{"CommandId":"{{{CommandId}}}"}}""");

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => Commands(aws).SendAsync(Request, Token));

        Assert.Equal(RemoteCallFailure.Unavailable, failure.Failure);
        Assert.Single(aws.Requests);
    }

    [Theory]
    [InlineData(400, "AccessDeniedException", RemoteCallFailure.Denied)]
    [InlineData(400, "ExpiredTokenException", RemoteCallFailure.Denied)]
    [InlineData(400, "InvalidInstanceId", RemoteCallFailure.AgentSilent)]
    [InlineData(400, "InvalidDocument", RemoteCallFailure.Invalid)]
    [InlineData(400, "SomethingNew", RemoteCallFailure.Invalid)]
    [InlineData(503, "SomethingNew", RemoteCallFailure.Unavailable)]
    public async Task Send_Refused(int status, string code, RemoteCallFailure expected)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error(code), status);

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => Commands(aws).SendAsync(Request, Token));

        Assert.Equal(expected, failure.Failure);
        Assert.StartsWith("ssm:SendCommand failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NobodyAnswers()
    {
        AwsEndpoint aws = await AwsEndpoint.StartAsync();
        SsmCommands commands = Commands(aws);
        await aws.DisposeServerAsync();

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => commands.SendAsync(Request, Token));

        Assert.Equal(RemoteCallFailure.Unavailable, failure.Failure);
        await aws.DisposeAsync();
    }

    [Fact]
    public async Task Send_CallerCancels()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Commands(aws).SendAsync(Request, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("{}", CommandStatus.NotListed)]
    [InlineData("""{"CommandInvocations":[]}""", CommandStatus.NotListed)]
    [InlineData("""{"CommandInvocations":[{"Status":"Pending"}]}""", CommandStatus.Running)]
    public async Task Read_NothingOfItYet(string answer, CommandStatus expected)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(answer);

        CommandReport report = await ReadAsync(aws);

        Assert.Equal((expected, false), (report.Status, report.HasEnded));
        Assert.Empty(report.Steps);
    }

    [Theory]
    [InlineData("Pending", "Pending")]
    [InlineData("InProgress", "In Progress")]
    [InlineData("Delayed", "Delayed")]
    [InlineData("Cancelling", "Cancelling")]
    [InlineData("Invented", "Invented")]
    public async Task Read_StillRunningCostsOneCall(string status, string details)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Invocation(status, details));

        CommandReport report = await ReadAsync(aws);

        Assert.Equal(CommandStatus.Running, report.Status);
        Assert.Empty(report.Steps);
        Assert.Single(aws.Requests);
        Assert.True(aws.Sent(0).GetProperty("Details").GetBoolean());
    }

    [Theory]
    [InlineData("Success", "Success", CommandStatus.Succeeded)]
    [InlineData("Failed", "Failed", CommandStatus.Failed)]
    [InlineData("TimedOut", "Execution Timed Out", CommandStatus.TimedOut)]
    [InlineData("TimedOut", "Delivery Timed Out", CommandStatus.Undelivered)]
    [InlineData("TimedOut", "DeliveryTimedOut", CommandStatus.Undelivered)]
    [InlineData("Cancelled", "Cancelled", CommandStatus.Cancelled)]
    [InlineData("Failed", "Undeliverable", CommandStatus.Undelivered)]
    [InlineData("Failed", "Access Denied", CommandStatus.Undelivered)]
    [InlineData("Failed", "Invalid Platform", CommandStatus.Undelivered)]
    public async Task Read_Ended(string status, string details, CommandStatus expected)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Invocation(status, details));

        CommandReport report = await ReadAsync(aws);

        Assert.Equal((expected, details, true), (report.Status, report.StatusDetails, report.HasEnded));
    }

    [Fact]
    public async Task Read_Change_OneCallForTheResultsOfItsSteps()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Invocation("Failed", "Failed", Plugins));

        CommandReport report = await ReadAsync(aws);

        Assert.Equal(
            [new CommandStep("apply", CommandStatus.Failed, 3, "applied", "\nbad"), new CommandStep("recover", CommandStatus.TimedOut, -1, "", "only errors")],
            report.Steps);
        Assert.Equal("AmazonSSM.ListCommandInvocations", Assert.Single(aws.Requests).Action);
        Assert.Equal((CommandId, Instance.Value), (aws.Sent(0).GetProperty("CommandId").GetString(), aws.Sent(0).GetProperty("InstanceId").GetString()));
    }

    /// <summary>While a change runs, what its first step has told is known; the agent's mark before the errors is the last one.</summary>
    [Fact]
    public async Task Read_Running_TheStepsThatHaveEnded()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then("""
            {"CommandInvocations":[{"Comment":"mr-1 remediate 1","Status":"InProgress","StatusDetails":"InProgress","CommandPlugins":[
            {"Name":"apply","Status":"Success","StatusDetails":"Success","ResponseCode":0,"Output":"a\n----------ERROR-------\nb\n----------ERROR-------\nc"},
            {"Name":"recover","Status":"InProgress","StatusDetails":"InProgress"}]},{"Status":"Failed"}]}
            """);

        CommandReport report = await ReadAsync(aws);

        Assert.Equal((CommandStatus.Running, "mr-1 remediate 1"), (report.Status, report.Comment));
        Assert.Equal(new CommandStep("apply", CommandStatus.Succeeded, 0, "a\n----------ERROR-------\nb", "c"), Assert.Single(report.Steps));
    }

    [Fact]
    public async Task Read_StepWithoutAnything_IsNeitherSuccessNorEvidence()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then("""{"CommandInvocations":[{"Status":"Failed","CommandPlugins":[{"Status":"Failed"}]}]}""").Then("""{"Status":"Failed","Comment":"mr-1 inspect 1"}""");

        CommandReport change = await ReadAsync(aws), look = await Commands(aws).ReadAsync(Instance, CommandKind.Inspect, CommandId, Token);

        Assert.Equal(("", "", new CommandStep("", CommandStatus.Failed, -1, "", "")), (change.StatusDetails, change.Comment, Assert.Single(change.Steps)));
        Assert.Equal(("", "mr-1 inspect 1", new CommandStep("collect", CommandStatus.Failed, -1, "", "")), (look.StatusDetails, look.Comment, Assert.Single(look.Steps)));
        Assert.Equal((CommandId, Instance.Value), (aws.Sent(1).GetProperty("CommandId").GetString(), aws.Sent(1).GetProperty("InstanceId").GetString()));
    }

    [Fact]
    public async Task ReadInspection_OneCallForStatusAndEvidence()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then($$"""{"CommandId":"{{CommandId}}","PluginName":"collect","StandardOutputContent":"evidence","StandardErrorContent":"warned","Status":"Success","StatusDetails":"Success","ResponseCode":0}""");

        CommandReport report = await Commands(aws).ReadAsync(Instance, CommandKind.Inspect, CommandId, Token);

        Assert.Equal((CommandStatus.Succeeded, true), (report.Status, report.HasEnded));
        Assert.Equal(new CommandStep("collect", CommandStatus.Succeeded, 0, "evidence", "warned"), Assert.Single(report.Steps));
        Assert.Equal("AmazonSSM.GetCommandInvocation", Assert.Single(aws.Requests).Action);
    }

    [Theory]
    [InlineData("InProgress", "In Progress", CommandStatus.Running, 0)]
    [InlineData("TimedOut", "Delivery Timed Out", CommandStatus.Undelivered, 1)]
    [InlineData("Failed", "Failed", CommandStatus.Failed, 1)]
    public async Task ReadInspection_WithoutOutput(string status, string details, CommandStatus expected, int stepCount)
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then($$"""{"CommandId":"{{CommandId}}","Status":"{{status}}","StatusDetails":"{{details}}","ResponseCode":-1}""");

        CommandReport report = await Commands(aws).ReadAsync(Instance, CommandKind.Inspect, CommandId, Token);

        Assert.Equal((expected, details, stepCount), (report.Status, report.StatusDetails, report.Steps.Count));
    }

    [Fact]
    public async Task ReadInspection_NotThereYet()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error("InvocationDoesNotExist"), 400);

        Assert.Equal(CommandStatus.NotListed, (await Commands(aws).ReadAsync(Instance, CommandKind.Inspect, CommandId, Token)).Status);
    }

    [Fact]
    public async Task Read_IsRepeatedByTheSdk()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then(Error("InternalServerError"), 500).Then("""{"CommandInvocations":[]}""");

        Assert.Equal(CommandStatus.NotListed, (await ReadAsync(aws)).Status);
        Assert.Equal(2, aws.Requests.Count);
    }

    [Fact]
    public async Task FindByComment_OnTheSecondPage()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then("""{"CommandInvocations":[{"CommandId":"c-1","Comment":"mr-1 inspect 1"}],"NextToken":"more"}""")
            .Then("""{"CommandInvocations":[{"CommandId":"c-2"},{"CommandId":"c-3","Comment":"mr-1 remediate 1"}]}""");

        string? found = await Commands(aws).FindByCommentAsync(Instance, "mr-1 remediate 1", new DateTimeOffset(2026, 8, 25, 20, 52, 0, TimeSpan.Zero), Token);

        Assert.Equal("c-3", found);
        JsonElement filter = aws.Sent(0).GetProperty("Filters")[0];
        Assert.Equal(("InvokedAfter", "2026-08-25T20:50:00Z"), (filter.GetProperty("key").GetString(), filter.GetProperty("value").GetString()));
        Assert.Equal(Instance.Value, aws.Sent(1).GetProperty("InstanceId").GetString());
        Assert.Equal("more", aws.Sent(1).GetProperty("NextToken").GetString());

        // SSM refuses a larger page.
        Assert.Equal(50, aws.Sent(0).GetProperty("MaxResults").GetInt32());
    }

    [Fact]
    public async Task FindByComment_NotThere()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        aws.Then("""{"CommandInvocations":[{"CommandId":"c-1","Comment":"mr-1 remediate 11"}],"NextToken":""}""");

        Assert.Null(await Commands(aws).FindByCommentAsync(Instance, "mr-1 remediate 1", DateTimeOffset.UnixEpoch, Token));
    }

    [Fact]
    public async Task FindByComment_TooManyPagesIsNotAnAbsence()
    {
        await using AwsEndpoint aws = await AwsEndpoint.StartAsync();
        for (int page = 0; page < SsmCommands.MaxPages + 1; page++)
        {
            aws.Then("""{"CommandInvocations":[],"NextToken":"more"}""");
        }

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(
            () => Commands(aws).FindByCommentAsync(Instance, "x", DateTimeOffset.UnixEpoch.AddDays(1), Token));

        Assert.Equal(RemoteCallFailure.Unavailable, failure.Failure);
        Assert.Contains("more than 250 commands", failure.Message, StringComparison.Ordinal);
        Assert.Equal(SsmCommands.MaxPages, aws.Requests.Count);
    }

    private const string Plugins = """
        {"Name":"apply","Status":"Failed","StatusDetails":"Failed","ResponseCode":3,"Output":"applied\n----------ERROR-------\n\nbad"},
        {"Name":"recover","Status":"TimedOut","StatusDetails":"Execution Timed Out","ResponseCode":-1,"Output":"\n----------ERROR-------\nonly errors"}
        """;

    private static SsmCommands Commands(AwsEndpoint aws) => new(aws.Clients, new SsmDocuments("stack-Inspect", "stack-Remediate", "stack-Rollback"));

    private static Task<CommandReport> ReadAsync(AwsEndpoint aws) => Commands(aws).ReadAsync(Instance, CommandKind.Remediate, CommandId, Token);

    private static string Invocation(string status, string details, string plugins = "") =>
        $$"""{"CommandInvocations":[{"CommandId":"{{CommandId}}","InstanceId":"{{Instance}}","Status":"{{status}}","StatusDetails":"{{details}}","CommandPlugins":[{{plugins}}]}]}""";

    private static string Error(string code) => $$"""{"__type":"{{code}}","message":"told so by the test"}""";
}
