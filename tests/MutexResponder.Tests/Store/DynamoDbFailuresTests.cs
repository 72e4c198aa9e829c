using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>What the store makes of answers that an emulator does not give: the real SDK, and DynamoDB's errors as its API reference words them.</summary>
public sealed class DynamoDbFailuresTests
{
    private static readonly SlotChange OneSlot = new() { Take = [new("fleet", 1)], Release = ["other"] };
    private readonly PauselessTimeProvider _clock = new(SampleIncident.Opening);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SaveOutcome.VersionConflict, "ConditionalCheckFailed", "None", "None")]
    [InlineData(SaveOutcome.VersionConflict, "ConditionalCheckFailed", "ConditionalCheckFailed", "None")]
    [InlineData(SaveOutcome.VersionConflict, "ConditionalCheckFailed", "TransactionConflict", "None")]
    [InlineData(SaveOutcome.NoFreeSlot, "None", "ConditionalCheckFailed", "None")]
    [InlineData(SaveOutcome.NoFreeSlot, "TransactionConflict", "ConditionalCheckFailed", "ThrottlingError")]
    public async Task Save_Cancelled_IsTheOutcomeOfTheFailedCondition(SaveOutcome expected, string incident, string taken, string givenBack)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Cancelled(incident, taken, givenBack)));

        Assert.Equal(expected, await Store(handler).TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));
        Assert.Single(handler.Requests);
    }

    /// <summary>Only the id of the save says that it was ours: two functions that both take it for theirs both send the command.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_MeetsARecordWithoutTheIdOfASave_IsAConflict(bool withSlot)
    {
        const string Stored = """ "Item":{"pk":{"S":"instance#i-00000000000000001"},"version":{"N":"1"}} """;
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(withSlot
            ? ScriptedHandler.Error(HttpStatusCode.BadRequest, "TransactionCanceledException", $$""" "CancellationReasons":[{"Code":"ConditionalCheckFailed",{{Stored}}},{"Code":"None"},{"Code":"None"}] """)
            : ScriptedHandler.Error(HttpStatusCode.BadRequest, "ConditionalCheckFailedException", Stored)));

        Assert.Equal(SaveOutcome.VersionConflict, await Store(handler).TrySaveAsync(SampleIncident.Of(1), 0, withSlot ? OneSlot : SlotChange.None, Cancellation));
    }

    [Theory]
    [InlineData("TransactionConflict", "None", "None")]
    [InlineData("None", "TransactionConflict", "TransactionConflict")]
    [InlineData("None", "ThrottlingError", "None")]
    [InlineData("ProvisionedThroughputExceeded", "None", "None")]
    public async Task Save_CollidedTwice_IsTriedAgainAsANewTransaction(string incident, string taken, string givenBack)
    {
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(
            number <= 2 ? ScriptedHandler.Cancelled(incident, taken, givenBack) : ScriptedHandler.Success()));

        Assert.Equal(SaveOutcome.Saved, await Store(handler).TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));
        Assert.Equal(3, handler.Requests.Select(request => (string?)request["ClientRequestToken"]).Distinct().Count());
        Assert.All(handler.Requests, request => Assert.InRange(((string?)request["ClientRequestToken"])!.Length, 1, 36));
    }

    /// <summary>The pauses double, and the random id spreads them.</summary>
    [Theory]
    [InlineData(0, new[] { 25, 50, 100 })]
    [InlineData(255, new[] { 49, 99, 199 })]
    public async Task Save_CollidedAgainAndAgain_IsUnavailableAfterBoundedTriesAndPauses(byte random, int[] pauses)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Cancelled("None", "TransactionConflict", "None")));

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
            () => Store(handler, () => new Guid(random, 0, 0, new byte[8])).TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));

        Assert.Equal(RemoteCallFailure.Unavailable, thrown.Failure);
        Assert.Equal(DynamoDbIncidentStore.MaxSaveAttempts, handler.Requests.Count);
        Assert.Equal(pauses, _clock.Pauses.Select(pause => (int)pause.TotalMilliseconds));
    }

    [Fact]
    public async Task Save_PlainWriteMeetsATransaction_IsTriedAgain()
    {
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(
            number <= DynamoDbIncidentStore.MaxSaveAttempts - 1
                ? ScriptedHandler.Error(HttpStatusCode.BadRequest, "TransactionConflictException")
                : ScriptedHandler.Success()));

        Assert.Equal(SaveOutcome.Saved, await Store(handler).TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "InternalServerError", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "ThrottlingException", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "ProvisionedThroughputExceededException", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "RequestLimitExceeded", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "TransactionInProgressException", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "SomethingNewException", RemoteCallFailure.Unavailable)]
    [InlineData(HttpStatusCode.BadRequest, "AccessDeniedException", RemoteCallFailure.Denied)]
    [InlineData(HttpStatusCode.BadRequest, "ExpiredTokenException", RemoteCallFailure.Denied)]
    [InlineData(HttpStatusCode.BadRequest, "UnrecognizedClientException", RemoteCallFailure.Denied)]
    [InlineData(HttpStatusCode.Forbidden, "AnythingAtAll", RemoteCallFailure.Denied)]
    [InlineData(HttpStatusCode.BadRequest, "ResourceNotFoundException", RemoteCallFailure.Invalid)]
    [InlineData(HttpStatusCode.BadRequest, "ValidationException", RemoteCallFailure.Invalid)]
    [InlineData(HttpStatusCode.BadRequest, "IdempotentParameterMismatchException", RemoteCallFailure.Invalid)]
    public async Task Call_Refused_SaysWhetherTryingAgainCanHelp(HttpStatusCode status, string code, RemoteCallFailure expected)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Error(status, code)));
        DynamoDbIncidentStore store = Store(handler);

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
            () => store.TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));

        Assert.Equal(expected, thrown.Failure);
        Assert.StartsWith("DynamoDB TransactWriteItems on table 'incidents' failed: ", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ValidationError None None")]
    [InlineData("ValidationError TransactionConflict None")]
    [InlineData("")]
    public async Task Save_CancelledForAFaultOfTheRequest_OrForNoReasonGiven_IsInvalid(string reasons)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Cancelled(reasons.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
            () => Store(handler).TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));

        Assert.Equal(RemoteCallFailure.Invalid, thrown.Failure);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Call_NoConnection_IsUnavailable()
    {
        using var handler = new ScriptedHandler((_, _) => throw new HttpRequestException("made by the test"));
        DynamoDbIncidentStore store = Store(handler);
        (string Operation, Func<Task> Call)[] calls =
        [
            ("GetItem", () => store.FindAsync(SampleIncident.InstanceOf(1), Cancellation)),
            ("PutItem", () => store.FindOrAddAsync(SampleIncident.Of(1), Cancellation)),
            ("PutItem", () => store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation)),
            ("TransactWriteItems", () => store.TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation)),
            ("UpdateItem", () => store.PutBackAsync(UnfinishedIncident.Of(SampleIncident.Of(1)), SampleIncident.Opening, Cancellation)),
            ("Query", () => store.ListUnfinishedAsync(1, Cancellation)),
        ];

        foreach ((string operation, Func<Task> call) in calls)
        {
            RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(call);
            Assert.Equal(RemoteCallFailure.Unavailable, thrown.Failure);
            Assert.StartsWith($"DynamoDB {operation} on table 'incidents' failed: ", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_FaultOfThisProgram_ComesOutAsItIs()
    {
        using var handler = new ScriptedHandler((_, _) => throw new InvalidOperationException("made by the test"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store(handler).FindAsync(SampleIncident.InstanceOf(1), Cancellation));
    }

    /// <summary>Somebody is writing it just now, or the refusal came without the record.</summary>
    [Theory]
    [InlineData("ConditionalCheckFailedException")]
    [InlineData("TransactionConflictException")]
    public async Task FindOrAdd_RefusedWithoutTheRecord_ReadsIt(string code)
    {
        JsonNode? there = null;
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(number switch
        {
            1 => ScriptedHandler.Success(),
            2 => ScriptedHandler.Error(HttpStatusCode.BadRequest, code),
            _ => ScriptedHandler.Success($$"""{ "Item": {{there!.ToJsonString()}} }"""),
        }));
        DynamoDbIncidentStore store = Store(handler);
        await store.TrySaveAsync(SampleIncident.Of(1) with { HumanRecordId = "there" }, 0, SlotChange.None, Cancellation);
        there = handler.Requests[0]["Item"];

        Assert.Equal("there", (await store.FindOrAddAsync(SampleIncident.Of(1), Cancellation))?.HumanRecordId);
    }

    [Fact]
    public async Task FindOrAdd_RefusedForARecordThatIsGone_IsUnavailable()
    {
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(
            number == 1 ? ScriptedHandler.Error(HttpStatusCode.BadRequest, "ConditionalCheckFailedException") : ScriptedHandler.Success()));

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(() => Store(handler).FindOrAddAsync(SampleIncident.Of(1), Cancellation));

        Assert.Equal(RemoteCallFailure.Unavailable, thrown.Failure);
        Assert.Contains("gone a moment later", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListUnfinished_PagesSmallerThanAsked_AreJoinedUpToTheBound()
    {
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(ScriptedHandler.Page(number, $"instance#{SampleIncident.InstanceOf(number)}")));

        Assert.Equal([.. Enumerable.Range(1, 3).Select(SampleIncident.InstanceOf)], await Store(handler).ListInstancesAsync(3, Cancellation));

        Assert.Equal([3, 2, 1], handler.Requests.Select(request => (int)request["Limit"]!));
        Assert.Equal([null, "1", "2"], handler.Requests.Select(request => (string?)request["ExclusiveStartKey"]?["pk"]?["S"]));
    }

    [Fact]
    public async Task ListUnfinished_EmptyPagesWithoutEnd_StopsAtABound()
    {
        const int MaxPages = 20;
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(
            number <= 2 * MaxPages ? ScriptedHandler.Success("""{ "Count": 0, "LastEvaluatedKey": { "pk": { "S": "further on" } } }""") : ScriptedHandler.Success()));

        Assert.Empty(await Store(handler).ListInstancesAsync(3, Cancellation));
        Assert.Equal(MaxPages, handler.Requests.Count);
    }

    [Theory]
    [InlineData("""{ "Items": [{ "pk": { "S": "fleet#i-0123456789abcdef0" } }] }""")]
    [InlineData("""{ "Items": [{ "lookAt": { "S": "2026-11-23T12:00:00.0000000Z" } }] }""")]
    public async Task ListUnfinished_LineOfNoInstance_IsLeftOut(string page)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success(page)));

        Assert.Empty(await Store(handler).ListUnfinishedAsync(1, Cancellation));
    }

    /// <summary>What the indexes and the table's own clean-up go by: each state has its attributes, and no others.</summary>
    [Theory]
    [InlineData(IncidentPhase.Inspecting, false, "goal id incident lookAt openedAt phase pk unfinished version writeId")]
    [InlineData(IncidentPhase.AwaitingApproval, false, "answerBy goal id incident lookAt openedAt phase pk reasonCode unfinished version waitsFor writeId")]
    [InlineData(IncidentPhase.Resolved, true, "closedAt ended goal id incident lookAt openedAt phase pk reasonCode unfinished version waitsFor writeId")]
    [InlineData(IncidentPhase.Resolved, false, "closedAt ended expiresAt goal id incident openedAt phase pk reasonCode version writeId")]
    [InlineData(IncidentPhase.NoAction, false, "expiresAt goal id incident openedAt phase pk reasonCode version writeId")]
    public async Task Item_OfEachState(IncidentPhase phase, bool isToBeShown, string attributes)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success()));
        DateTimeOffset at = SampleIncident.Opening.AddHours(1).ToOffset(TimeSpan.FromHours(9));
        await Store(handler).TrySaveAsync(SampleIncident.Of(1).In(phase, "code", at: at) with { ShowPending = isToBeShown }, 0, SlotChange.None, Cancellation);

        var item = handler.Requests[0]["Item"]!.AsObject();
        Assert.Equal(attributes, string.Join(' ', item.Select(one => one.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(("instance#i-00000000000000001", "1", phase.ToString(), "2026-08-25T20:51:55.0000000Z"), (Text("pk"), (string?)item["version"]!["N"], Text("phase"), Text("openedAt")));
        Assert.Equal(
            phase == IncidentPhase.AwaitingApproval ? "2026-08-25T21:51:54.0000000Z" : null, item.ContainsKey("answerBy") ? Text("answerBy") : null);
        Assert.Equal(item.ContainsKey("expiresAt") ? at.AddDays(30).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : null, (string?)item["expiresAt"]?["N"]);
        Assert.Equal(item.ContainsKey("ended") ? ("1", "2026-08-25T21:51:54.0000000Z") : default, item.ContainsKey("ended") ? (Text("ended"), Text("closedAt")) : default);

        string? Text(string name) => (string?)item[name]!["S"];
    }

    private DynamoDbIncidentStore Store(ScriptedHandler handler, Func<Guid>? newWriteId = null)
    {
        IAmazonDynamoDB client = TestClient.Create(new Uri("http://127.0.0.1:1"), handler);
        return new DynamoDbIncidentStore(client, "incidents", TimeSpan.FromDays(30), _clock, newWriteId ?? Guid.NewGuid);
    }
}
