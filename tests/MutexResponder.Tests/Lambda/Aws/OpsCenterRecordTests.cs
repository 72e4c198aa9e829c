using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lab;

namespace MutexResponder.Tests.Lambda.Aws;

public sealed class OpsCenterRecordTests
{
    private static readonly AwsPlace Here = new("aws", "us-east-1", "123456789012");
    private static readonly Incident Waiting = SampleIncident.Of(1).In(IncidentPhase.AwaitingApproval, "mode-approve", "Waiting for approval.") with
    {
        Seen = SampleIncident.LookOf("") with { Diagnosis = SampleIncident.Asking(new Plan(Remedy.ConfAvailable, RecoveryKind.Reboot, default, default, [])) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IncidentPhase.Inspecting)]
    [InlineData(IncidentPhase.NoAction)]
    public async Task Show_NothingForAPerson_MakesNoItem(IncidentPhase phase)
    {
        await using LabAws aws = await LabAws.StartAsync();

        Assert.Null(await Record(aws).ShowAsync(SampleIncident.Of(1).In(phase), Token));
        Assert.Empty(await ItemsAsync(aws));
    }

    [Fact]
    public async Task Show_WaitingPlan_IsAnOpenItemWithInstanceRunbookAndPlan()
    {
        await using LabAws aws = await LabAws.StartAsync();

        string? id = await Record(aws).ShowAsync(Waiting, Token);

        OpsItem item = await ItemAsync(aws, id);
        Assert.Equal((OpsItemStatus.Open, "1", "Availability", "mutex-responder"), (item.Status, item.Severity, item.Category, item.Source));
        Assert.StartsWith("[Waiting for approval] i-00000000000000001: ", item.Title, StringComparison.Ordinal);
        Assert.Contains("Reject", item.Description, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"`aws ssm start-automation-execution --document-name stack-approve --parameters InstanceId=i-00000000000000001,IncidentId={Waiting.Id},Plan={Waiting.Proposal!.Digest}`", item.Description, StringComparison.Ordinal);
        Assert.Contains($"`aws ssm start-automation-execution --document-name stack-reject --parameters InstanceId=i-00000000000000001,IncidentId={Waiting.Id},Plan={Waiting.Proposal!.Digest}`", item.Description, StringComparison.Ordinal);
        Assert.Equal("""[{"arn":"arn:aws:ec2:us-east-1:123456789012:instance/i-00000000000000001"}]""", item.OperationalData["/aws/resources"].Value);
        Assert.Equal("""[{"automationId":"stack-approve","automationType":"AWS::SSM::Automation"},{"automationId":"stack-reject","automationType":"AWS::SSM::Automation"}]""", item.OperationalData["/aws/automations"].Value);
        Assert.Equal("""{"dedupString":"mutex-responder i-00000000000000001"}""", item.OperationalData["/aws/dedup"].Value);
        Assert.Equal("https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/stack-incidents", item.OperationalData["console"].Value);
        Assert.Equal("AwaitingApproval", item.OperationalData["phase"].Value);
    }

    [Fact]
    public async Task Show_EachPhase_ChangesTheOneItem_AndOnlyVerificationResolvesIt()
    {
        await using LabAws aws = await LabAws.StartAsync();
        OpsCenterRecord record = Record(aws);
        string? id = await record.ShowAsync(Waiting, Token);
        (IncidentPhase Phase, OpsItemStatus Status)[] story =
        [
            (IncidentPhase.Inspecting, OpsItemStatus.InProgress),
            (IncidentPhase.Remediating, OpsItemStatus.InProgress),
            (IncidentPhase.Escalated, OpsItemStatus.Open),
            (IncidentPhase.NoAction, OpsItemStatus.Open),
            (IncidentPhase.Resolved, OpsItemStatus.Resolved),
        ];

        foreach ((IncidentPhase phase, OpsItemStatus status) in story)
        {
            Assert.Equal(id, await record.ShowAsync(Waiting.In(phase) with { HumanRecordId = id }, Token));
            Assert.Equal(status, (await ItemAsync(aws, id)).Status);
        }

        Assert.Single(await ItemsAsync(aws));
    }

    [Fact]
    public async Task Show_ItemOfAnEarlierIncidentIsOpen_IsAdopted()
    {
        await using LabAws aws = await LabAws.StartAsync();
        string? first = await Record(aws).ShowAsync(Waiting.In(IncidentPhase.Escalated), Token);

        string? second = await Record(aws).ShowAsync(Waiting.In(IncidentPhase.Resolved) with { Id = "mr-20260826T000000Z-i-00000000000000001".As<IncidentId>() }, Token);

        Assert.Equal(first, second);
        OpsItem item = await ItemAsync(aws, first);
        Assert.Equal((OpsItemStatus.Resolved, "mr-20260826T000000Z-i-00000000000000001"), (item.Status, item.OperationalData["incident"].Value));
    }

    [Fact]
    public async Task Show_ReplyToCreateIsLost_NextShowFindsTheSameItem()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Interceptor = call => call.Operation == "CreateOpsItem" ? CallFault.LoseReply : CallFault.None;
        string? id = await TryShowAsync(aws);
        aws.Endpoint.Interceptor = null;

        id ??= await Record(aws).ShowAsync(Waiting, Token);

        Assert.Equal([id], (await ItemsAsync(aws)).Select(item => item.OpsItemId));
    }

    [Fact]
    public async Task Show_ItemIsNoMore_IsMadeAgain()
    {
        await using LabAws aws = await LabAws.StartAsync();

        string? id = await Record(aws).ShowAsync(Waiting with { HumanRecordId = "oi-00000000dead" }, Token);

        Assert.Equal([id], (await ItemsAsync(aws)).Select(item => item.OpsItemId));
        Assert.NotEqual("oi-00000000dead", id);
    }

    [Fact]
    public async Task Show_PersonClosedItAndAnotherIsOpen_GoesOnInTheOpenOne()
    {
        await using LabAws aws = await LabAws.StartAsync();
        string? closed = await Record(aws).ShowAsync(Waiting.In(IncidentPhase.Resolved), Token);
        string? open = await Record(aws).ShowAsync(Waiting, Token);

        Assert.Equal(open, await Record(aws).ShowAsync(Waiting.In(IncidentPhase.Remediating) with { HumanRecordId = closed }, Token));
    }

    /// <summary>Told of another item at each try, it tries again once and leaves the rest to the next tick.</summary>
    [Theory]
    [InlineData("""{"__type":"OpsItemNotFoundException","Message":"gone"}""", "CreateOpsItem UpdateOpsItem CreateOpsItem UpdateOpsItem")]
    [InlineData("""{"__type":"OpsItemAlreadyExistsException","Message":"open","OpsItemId":"oi-000000000002"}""", "CreateOpsItem UpdateOpsItem UpdateOpsItem")]
    public async Task Show_UpdateNeverFitsTheItem_EndsAfterTwoTries(string refusal, string calls)
    {
        await using Support.AwsEndpoint aws = await Support.AwsEndpoint.StartAsync();
        foreach (string call in calls.Split(' '))
        {
            aws.Then(call == "CreateOpsItem" ? """{"OpsItemId":"oi-000000000001"}""" : refusal, call == "CreateOpsItem" ? 200 : 400);
        }

        await Assert.ThrowsAsync<RemoteCallException>(() => new OpsCenterRecord(aws.Clients, new OpsCenterSettings(null, null), () => null).ShowAsync(Waiting, Token));

        Assert.Equal(calls.Split(' '), aws.Requests.Select(request => request.Action["AmazonSSM.".Length..]));
    }

    [Theory]
    [InlineData(CallFault.Throttle, RemoteCallFailure.Unavailable)]
    [InlineData(CallFault.Deny, RemoteCallFailure.Denied)]
    public async Task Show_OpsCenterRefuses_IsARemoteFailure(CallFault fault, RemoteCallFailure expected)
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Interceptor = _ => fault;

        RemoteCallException failure = await Assert.ThrowsAsync<RemoteCallException>(() => Record(aws).ShowAsync(Waiting, Token));

        Assert.Equal(expected, failure.Failure);
    }

    [Fact]
    public async Task Show_NoRunbookOrPlaceIsNoFault_AndNoTopicIsTold()
    {
        await using Support.AwsEndpoint aws = await Support.AwsEndpoint.StartAsync();
        aws.Then("""{"OpsItemId":"oi-000000000001"}""").Then("{}");

        await new OpsCenterRecord(aws.Clients, new OpsCenterSettings(null, null), () => null).ShowAsync(Waiting, Token);

        Assert.False(aws.Sent(0).TryGetProperty("Notifications", out _));
        Assert.False(aws.Sent(0).GetProperty("OperationalData").TryGetProperty("/aws/automations", out _));
        Assert.False(aws.Sent(0).GetProperty("OperationalData").TryGetProperty("/aws/resources", out _));
        Assert.Equal(["AmazonSSM.CreateOpsItem", "AmazonSSM.UpdateOpsItem"], aws.Requests.Select(request => request.Action));
    }

    private static OpsCenterRecord Record(LabAws aws) => new(aws.Clients, new OpsCenterSettings("stack-approve", "stack-reject") { Dashboard = "stack-incidents" }, () => Here);

    private static async Task<string?> TryShowAsync(LabAws aws)
    {
        try
        {
            return await Record(aws).ShowAsync(Waiting, Token);
        }
        catch (RemoteCallException)
        {
            return null;
        }
    }

    private static async Task<OpsItem> ItemAsync(LabAws aws, string? id) =>
        (await aws.Ssm.GetOpsItemAsync(new GetOpsItemRequest { OpsItemId = id }, Token)).OpsItem;

    private static async Task<IReadOnlyList<OpsItemSummary>> ItemsAsync(LabAws aws) =>
        (await aws.Ssm.DescribeOpsItemsAsync(new DescribeOpsItemsRequest(), Token)).OpsItemSummaries ?? [];
}
