using System.IO.Compression;
using System.Text.Json.Nodes;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Lambda.Store;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Function;

namespace MutexResponder.Simulation.Aws;

/// <summary>The incidents' table: the lab's DynamoDB, whose index is behind, and in which other writes are under way.</summary>
internal sealed class SimulatedTable
{
    private static readonly Lazy<JsonNode> CreateTable = new(StackTable.CreateRequest);

    private readonly World _world;
    private readonly DynamoDbTables _tables;

    public SimulatedTable(World world)
    {
        _world = world;
        _tables = new DynamoDbTables(act => world.Queue.AfterInBackground(world.Weather.Strikes(FaultKind.IndexLag) ? world.Prng.Seconds(1, 90) : world.Prng.Seconds(0.01, 1), act));
        _tables.Answer("CreateTable", CreateTable.Value);
    }

    /// <exception cref="AwsErrorException">DynamoDB refuses it.</exception>
    public JsonObject Answer(Invocation? invocation, string operation, JsonNode request)
    {
        bool isTransaction = operation == "TransactWriteItems";
        if (invocation is not null && (isTransaction || operation is "PutItem" or "UpdateItem") && _world.Weather.Strikes(FaultKind.StoreConflict))
        {
            throw isTransaction
                ? new AwsErrorException("TransactionCanceledException", "Transaction cancelled") { Members = new Dictionary<string, JsonNode> { ["CancellationReasons"] = Conflict(request["TransactItems"]!.AsArray().Count) } }
                : new AwsErrorException("TransactionConflictException", "Transaction is ongoing for the item");
        }

        JsonObject answer = _tables.Answer(operation, request);
        JsonNode? put = isTransaction ? request["TransactItems"]![0]!["Put"] : operation == "PutItem" ? request : null;
        if (invocation is not null && put?["Item"]?[IncidentTable.IncidentAttribute] is { } record)
        {
            OnSaved(invocation, Unpack((string)record["B"]!));
        }

        return answer;
    }

    private void OnSaved(Invocation invocation, Incident saved)
    {
        _world.Story?.Add($"  #{invocation.Number} saves {saved.Instance} v{saved.Version} {saved.Phase} {saved.ReasonCode} in the table: {(saved.Timeline.Length > 0 ? saved.Timeline[^1].Told : "")}");
        invocation.Saves[saved.Instance] = _world.Queue.Elapsed;
        _world.Records.OnSaved(saved);
    }

    /// <summary>One item of a transaction is written by somebody else just now.</summary>
    private JsonArray Conflict(int count)
    {
        int which = _world.Prng.Below(count);
        return new JsonArray([.. Enumerable.Range(0, count).Select(i => new JsonObject { ["Code"] = i == which ? "TransactionConflict" : "None" })]);
    }

    private static Incident Unpack(string base64)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using var json = new MemoryStream();
        gzip.CopyTo(json);
        return IncidentJson.TryRead(json.ToArray(), out Incident? read, out string? error) ? read : throw new InvalidOperationException(error);
    }
}
