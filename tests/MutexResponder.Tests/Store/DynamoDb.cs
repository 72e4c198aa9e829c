using System.Globalization;
using Amazon.DynamoDBv2;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Store;
using MutexResponder.Simulation.Aws;
using MutexResponder.Tests.Store;
using Xunit;

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

    /// <summary>A new empty table as <see cref="IncidentTable"/> states it.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateTableAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"incidents-{Interlocked.Increment(ref _tableCount)}");
        await client.CreateTableAsync(TableOfIncidents.Named(name), cancellationToken);
        return name;
    }

    public ValueTask DisposeAsync() => _lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
