using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lab;
using MutexResponder.Tests.Lambda.Support;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Aws;

/// <summary>One OpsItem for the whole fleet: open while a machine is at risk, and each search counts, changed or not.</summary>
public sealed class OpsCenterFleetRecordTests : IDisposable
{
    private static readonly FleetTally s_none = new() { SafeCount = 3, UnknownCount = 1 };

    private readonly CapturedOutput _captured = new();

    private readonly FakeTimeProvider _time = new(SampleIncident.Opening);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _captured.Dispose();

    [Fact]
    public async Task OneItem_FromTheFirstMachineAtRiskToTheLast()
    {
        await using LabAws aws = await LabAws.StartAsync();
        OpsCenterFleetRecord record = Record(aws);

        Assert.Null(await record.ShowAsync(s_none, null, isNew: true, Token));
        string? id = await record.ShowAsync(AtRisk(1, 2), null, isNew: true, Token);
        OpsItem open = await ItemAsync(aws, id);
        Assert.Equal((OpsItemStatus.Open, "3", "Availability", "mutex-responder"), (open.Status, open.Severity, open.Category, open.Source));
        Assert.Equal("2 machines serve now and will fail (Apache's accept mutex)", open.Title);
        Assert.All(new[] { 1, 2 }, number => Assert.Contains(SampleIncident.InstanceOf(number).Value, open.Description, StringComparison.Ordinal));
        Assert.Equal("""{"dedupString":"mutex-responder fleet"}""", open.OperationalData["/aws/dedup"].Value);

        Assert.Equal(id, await record.ShowAsync(AtRisk(2), id, isNew: true, Token));
        Assert.Equal("1 machine serves now and will fail (Apache's accept mutex)", (await ItemAsync(aws, id)).Title);

        Assert.Null(await record.ShowAsync(s_none, id, isNew: true, Token));
        Assert.Equal(OpsItemStatus.Resolved, (await ItemAsync(aws, id)).Status);
        Assert.Single(await ItemsAsync(aws));
    }

    [Fact]
    public async Task NothingNew_CallsNobody_AndCountsAllTheSame()
    {
        await using LabAws aws = await LabAws.StartAsync();

        Assert.Equal("oi-known", await Record(aws).ShowAsync(AtRisk(1), "oi-known", isNew: false, Token));

        Assert.Empty(await ItemsAsync(aws));
        Assert.Contains("\"InstancesAtRisk\":1", _captured.Text, StringComparison.Ordinal);
        Assert.Contains("\"InstancesUnknown\":0", _captured.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReplyToCreateIsLost_NextSearchFindsTheSameItem()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Interceptor = call => call.Operation == "CreateOpsItem" ? CallFault.LoseReply : CallFault.None;
        await Assert.ThrowsAnyAsync<RemoteCallException>(() => Record(aws).ShowAsync(AtRisk(1), null, isNew: true, Token));
        aws.Endpoint.Interceptor = null;

        string? id = await Record(aws).ShowAsync(AtRisk(1), null, isNew: true, Token);

        Assert.Equal([id], (await ItemsAsync(aws)).Select(item => item.OpsItemId));
    }

    [Fact]
    public async Task DeletedItem_IsMadeAgain_OnlyWhileAMachineIsAtRisk()
    {
        await using LabAws aws = await LabAws.StartAsync();

        Assert.Null(await Record(aws).ShowAsync(s_none, "oi-00000000dead", isNew: true, Token));
        Assert.Empty(await ItemsAsync(aws));
        Assert.NotNull(await Record(aws).ShowAsync(AtRisk(1), "oi-00000000dead", isNew: true, Token));
    }

    private OpsCenterFleetRecord Record(LabAws aws) => new(
        aws.Clients, new OpsCenterSettings("stack-approve", "stack-reject") { Language = ReportLanguage.English }, new FleetMetrics(new MetricsWriter(_captured.Output, _time), "responder"), PreventionMode.Report, _time);

    private static FleetTally AtRisk(params int[] numbers) => numbers
        .Select(number => new FleetSchedule(TimeSpan.FromDays(1)).Looked(
            FleetSchedule.Found(SampleIncident.InstanceOf(number), SampleIncident.Opening),
            new Outlook.AtRisk([new Risk(RiskKind.AcceptMutexRemovable, [Statement.Quoted("read")])]),
            SampleIncident.Opening))
        .Aggregate(new FleetTally(), (tally, entry) => tally.Add(entry));

    private static async Task<OpsItem> ItemAsync(LabAws aws, string? id) =>
        (await aws.Ssm.GetOpsItemAsync(new GetOpsItemRequest { OpsItemId = id }, Token)).OpsItem;

    private static async Task<IReadOnlyList<OpsItemSummary>> ItemsAsync(LabAws aws) =>
        (await aws.Ssm.DescribeOpsItemsAsync(new DescribeOpsItemsRequest(), Token)).OpsItemSummaries ?? [];
}
