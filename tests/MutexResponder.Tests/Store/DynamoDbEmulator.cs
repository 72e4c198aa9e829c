using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Store;
using Xunit;

[assembly: AssemblyFixture(typeof(DynamoDbEmulator))]

namespace MutexResponder.Tests.Store;

/// <summary>
/// A DynamoDB emulator as a process of its own on 127.0.0.1, started at the first use and ended with the tests
/// (see README.md here for the choice). Where it cannot run, tests are skipped with the reason; with the environment variable
/// <c>REQUIRE_DYNAMODB_EMULATOR=1</c> they fail instead, so that CI cannot lose them silently.
/// </summary>
public sealed class DynamoDbEmulator : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _starting = new(1);
    private Process? _process;
    private Uri? _address;
    private string? _whyNot;
    private int _tableCount;

    /// <summary>The emulator's address; skips the running test where there is none.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_address is null && _whyNot is null)
            {
                await StartAsync(cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }

        if (_address is null)
        {
            string reason = $"No DynamoDB emulator: {_whyNot}";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_DYNAMODB_EMULATOR") == "1", reason);
            Assert.Skip(reason);
        }

        return _address!;
    }

    /// <summary>A client of the emulator. With <paramref name="handler"/> its requests go through that one first.</summary>
    public async Task<IAmazonDynamoDB> ClientAsync(CancellationToken cancellationToken, DelegatingHandler? handler = null) =>
        TestClient.Create(await AddressAsync(cancellationToken), handler);

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
                ],
                GlobalSecondaryIndexes =
                [
                    new()
                    {
                        IndexName = IncidentTable.UnfinishedIndex,
                        KeySchema = [new(IncidentTable.UnfinishedAttribute, KeyType.HASH), new(IncidentTable.OpenedAtAttribute, KeyType.RANGE)],
                        Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                    },
                ],
            },
            cancellationToken);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        _starting.Dispose();
        if (_process is not { } process)
        {
            return;
        }

        // Its input closing ends it, which also happens when this process is killed. The kill is for one that hangs.
        process.StandardInput.Close();
        using var bound = new CancellationTokenSource(StopTimeout);
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("python3")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Store", "dynamodb_emulator.py") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            _whyNot = $"python3 cannot be started ({exception.Message}).";
            return;
        }

        // Nobody reads a log of one line a request, but a pipe that is full would stop the emulator.
        var lastErrorLine = "";
        _process.ErrorDataReceived += (_, line) => lastErrorLine = string.IsNullOrWhiteSpace(line.Data) ? lastErrorLine : line.Data;
        _process.BeginErrorReadLine();

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience.Bound);
        string? greeting;
        try
        {
            greeting = await _process.StandardOutput.ReadLineAsync(bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _whyNot = $"it did not start within {Patience.Bound.TotalSeconds} s.";
            return;
        }

        if (greeting is null)
        {
            // The last lines of the error arrive after the end of the output; without this the reason could be empty.
            await _process.WaitForExitAsync(bound.Token);
            _whyNot = $"it ended at once ({lastErrorLine}). It needs python3 with moto[server].";
            return;
        }

        _address = new Uri($"http://127.0.0.1:{int.Parse(greeting.AsSpan("port ".Length), CultureInfo.InvariantCulture)}");
    }
}
