using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Tests.Store;

[assembly: AssemblyFixture(typeof(DynamoDb))]

namespace MutexResponder.Tests.Store;

/// <summary>
/// The DynamoDB of these tests: the lab's own in this process or, where the environment variable
/// <c>DYNAMODB_ENDPOINT</c> has the address of another one, that: what the double promises is then asked of it (README.md).
/// </summary>
public sealed class DynamoDb : IAsyncLifetime
{
    private AwsEndpoint? _lab;
    private Uri? _address;
    private int _tableCount;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("DYNAMODB_ENDPOINT") is { Length: > 0 } other)
        {
            _address = new Uri(other);
            return;
        }

        _lab = await AwsEndpoint.StartAsync(new AwsEndpointOptions());
        _address = _lab.Url;
    }

    /// <summary>A client of it. With <paramref name="handler"/> its requests go through that one first.</summary>
    public IAmazonDynamoDB Client(DelegatingHandler? handler = null) => TestClient.Create(_address!, handler);

    /// <summary>A new empty table as the stack's template states it.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateTableAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"incidents-{Interlocked.Increment(ref _tableCount)}");
        JsonNode table = StackTable.CreateRequest();
        CreateTableRequest request = new()
        {
            TableName = name,
            BillingMode = (string)table["BillingMode"]!,
            KeySchema = KeysOf(table),
            AttributeDefinitions =
            [
                .. table["AttributeDefinitions"]!.AsArray().Select(one => new AttributeDefinition((string)one!["AttributeName"]!, (string)one["AttributeType"]!)),
            ],
            GlobalSecondaryIndexes =
            [
                .. table["GlobalSecondaryIndexes"]!.AsArray().Select(index => new GlobalSecondaryIndex
                {
                    IndexName = (string)index!["IndexName"]!,
                    KeySchema = KeysOf(index),
                    Projection = new()
                    {
                        ProjectionType = (string)index["Projection"]!["ProjectionType"]!,
                        NonKeyAttributes = [.. index["Projection"]!["NonKeyAttributes"]!.AsArray().Select(attribute => (string)attribute!)],
                    },
                }),
            ],
        };
        await client.CreateTableAsync(request, cancellationToken);
        return name;
    }

    private static List<KeySchemaElement> KeysOf(JsonNode schema) =>
        [.. schema["KeySchema"]!.AsArray().Select(key => new KeySchemaElement((string)key!["AttributeName"]!, (string)key["KeyType"]!))];

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
