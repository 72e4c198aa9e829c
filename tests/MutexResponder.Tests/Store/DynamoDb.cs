using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Store;
using Xunit;

[assembly: AssemblyFixture(typeof(DynamoDb))]

namespace MutexResponder.Tests.Store;

/// <summary>
/// The DynamoDB of these tests: <see cref="DynamoDbDouble"/> in this process or, where the environment variable
/// <c>DYNAMODB_ENDPOINT</c> has the address of another one, that: what the double promises is then asked of it (README.md).
/// </summary>
public sealed class DynamoDb : IAsyncLifetime
{
    private DynamoDbDouble? _double;
    private Uri? _address;
    private int _tableCount;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("DYNAMODB_ENDPOINT") is { Length: > 0 } other)
        {
            _address = new Uri(other);
            return;
        }

        _double = await DynamoDbDouble.StartAsync();
        _address = _double.Address;
    }

    /// <summary>A client of it. With <paramref name="handler"/> its requests go through that one first.</summary>
    public IAmazonDynamoDB Client(DelegatingHandler? handler = null) => TestClient.Create(_address!, handler);

    /// <summary>A new empty table as <see cref="IncidentTable"/> states it.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateTableAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"incidents-{Interlocked.Increment(ref _tableCount)}");
        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new(IncidentTable.KeyAttribute, KeyType.HASH)],
                AttributeDefinitions =
                [
                    new(IncidentTable.KeyAttribute, ScalarAttributeType.S),
                    new(IncidentTable.UnfinishedAttribute, ScalarAttributeType.S),
                    new(IncidentTable.OpenedAtAttribute, ScalarAttributeType.S),
                    new(IncidentTable.EndedAttribute, ScalarAttributeType.S),
                    new(IncidentTable.ClosedAtAttribute, ScalarAttributeType.S),
                ],
                GlobalSecondaryIndexes =
                [
                    new()
                    {
                        IndexName = IncidentTable.UnfinishedIndex,
                        KeySchema = [new(IncidentTable.UnfinishedAttribute, KeyType.HASH), new(IncidentTable.OpenedAtAttribute, KeyType.RANGE)],
                        Projection = new()
                        {
                            ProjectionType = ProjectionType.INCLUDE,
                            NonKeyAttributes = [.. IncidentTable.UnfinishedProjection],
                        },
                    },
                    new()
                    {
                        IndexName = IncidentTable.EndedIndex,
                        KeySchema = [new(IncidentTable.EndedAttribute, KeyType.HASH), new(IncidentTable.ClosedAtAttribute, KeyType.RANGE)],
                        Projection = new() { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. IncidentTable.EndedProjection] },
                    },
                ],
            },
            cancellationToken);
        return name;
    }

    public ValueTask DisposeAsync() => _double?.DisposeAsync() ?? ValueTask.CompletedTask;
}
