using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>Many functions at once over one table: what the store's compare-and-swap is for.</summary>
public sealed class ConcurrentReconcileTests(DynamoDb dynamo)
{
    private const int ParallelCount = 50;

    private static readonly Clearance OneSlot = new([], null, [new SlotRequest("fleet", 1)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reconcile_FiftyAtOnceAtEachStep_OneAdvanceOneCommandExactSlots()
    {
        (IAmazonDynamoDB client, string table) = await CreateTableAsync();
        Responder responder = new() { Store = Store(client, table) };
        responder.Vetoes.Current = OneSlot;

        await AllAtOnceAsync(() => responder.LineAsync());
        Assert.Equal([CommandKind.Inspect], Sent(responder));

        string inspection = responder.Commands.End(Reports.Inspected(Machine.Broken));
        await AllAtOnceAsync(() => responder.EventAsync(inspection));
        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate], Sent(responder));
        Assert.Equal([Responder.Instance.Value], await HoldersAsync(client, table));

        string remediation = responder.Commands.End(Reports.Remediated(Machine.Changed, Machine.Recovered));
        await AllAtOnceAsync(() => responder.EventAsync(remediation));
        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate, CommandKind.Inspect], Sent(responder));
        Assert.Equal([Responder.Instance.Value], await HoldersAsync(client, table));

        string look = responder.Commands.End(Reports.Inspected(Machine.Fixed));
        await AllAtOnceAsync(() => responder.EventAsync(look));
        Assert.Equal(3, Sent(responder).Count());
        Assert.Empty(await HoldersAsync(client, table));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, 1), (incident.Phase, incident.RemediationsStarted.Length));
        Assert.Equal([IncidentPhase.Inspecting, IncidentPhase.Remediating, IncidentPhase.Remediating, IncidentPhase.Resolved], responder.Counted.Steps.Select(step => step.After.Phase));
    }

    [Fact]
    public async Task Reconcile_TicksInsteadOfEvents_SendNothingTwice()
    {
        (IAmazonDynamoDB client, string table) = await CreateTableAsync();
        Responder responder = new() { Store = Store(client, table) };
        await responder.LineAsync();
        responder.Commands.End(Reports.Inspected(Machine.Broken));

        await AllAtOnceAsync(responder.TickAsync);

        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate], Sent(responder));
    }

    [Fact]
    public async Task Reconcile_TenInstancesUnderACapOfTwo_NeverMoreThanTwo_AndAllEndResolved()
    {
        (IAmazonDynamoDB client, string table) = await CreateTableAsync();
        Responder[] fleet = [.. Enumerable.Range(1, 10).Select(number => new Responder { Target = SampleIncident.InstanceOf(number), Store = Store(client, table) })];
        foreach (Responder responder in fleet)
        {
            responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 2)]);
        }

        await Task.WhenAll(fleet.Select(responder => Task.Run(() => responder.LineAsync(), Token)));
        await Task.WhenAll(fleet.Select(responder => Task.Run(() => responder.EndAsync(Reports.Inspected(Machine.Broken)), Token)));

        for (int round = 0; round < fleet.Length / 2; round++)
        {
            Responder[] recovering = [.. await WhereAsync(fleet, IncidentPhase.Remediating)];
            Assert.Equal(2, recovering.Length);
            Assert.Equal(recovering.Select(responder => responder.Target.Value).Order(StringComparer.Ordinal), await HoldersAsync(client, table));
            await Task.WhenAll(recovering.Select(responder => Task.Run(() => responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed), Token)));
            await Task.WhenAll((await WhereAsync(fleet, IncidentPhase.Inspecting)).Select(responder => Task.Run(responder.TickAsync, Token)));
        }

        Assert.Equal(fleet.Length, (await WhereAsync(fleet, IncidentPhase.Resolved)).Count());
        Assert.Empty(await HoldersAsync(client, table));
        Assert.All(fleet, responder => Assert.Equal([CommandKind.Inspect, CommandKind.Remediate, CommandKind.Inspect], Sent(responder)));
    }

    private static Task<ReconcileResult[]> AllAtOnceAsync(Func<Task<ReconcileResult>> reconcile) =>
        Task.WhenAll(Enumerable.Range(0, ParallelCount).Select(_ => Task.Run(reconcile, Token)));

    private static IEnumerable<CommandKind> Sent(Responder responder) => responder.Commands.Sent.Select(sent => sent.Request.Kind);

    private static async Task<IEnumerable<Responder>> WhereAsync(Responder[] fleet, IncidentPhase phase)
    {
        Incident[] incidents = await Task.WhenAll(fleet.Select(responder => responder.IncidentAsync()));
        return fleet.Where((_, index) => incidents[index].Phase == phase);
    }

    private static async Task<IEnumerable<string>> HoldersAsync(IAmazonDynamoDB client, string table)
    {
        GetItemResponse slot = await client.GetItemAsync(table, new Dictionary<string, AttributeValue> { ["pk"] = new("slot#fleet") }, true, Token);
        return slot.Item is { } item && item.TryGetValue("holders", out AttributeValue? holders) ? holders.SS.Order(StringComparer.Ordinal) : [];
    }

    private static DynamoDbIncidentStore Store(IAmazonDynamoDB client, string table) =>
        new(client, table, TimeSpan.FromDays(30), new FakeTimeProvider(SampleIncident.Opening), Guid.NewGuid);

    private async Task<(IAmazonDynamoDB Client, string Table)> CreateTableAsync()
    {
        IAmazonDynamoDB client = dynamo.Client();
        return (client, await dynamo.CreateTableAsync(client, Token));
    }
}
