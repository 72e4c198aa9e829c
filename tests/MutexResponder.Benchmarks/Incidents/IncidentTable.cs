using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>
/// A double of the DynamoDB table, over HTTP: it answers the five requests that the function's stores make, keeps the records by their
/// key and version, and counts. Slots are always free. The store itself is tested elsewhere, against a better one.
/// </summary>
internal sealed class IncidentTable : IAsyncDisposable
{
    private const string TargetPrefix = "DynamoDB_20120810.";
    private static readonly IPAddress Address = IPAddress.Parse("127.0.0.4");
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, JsonObject> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private IncidentTable(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(Address, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _server = builder.Build();
        _server.MapFallback("{**path}", AnswerAsync);
    }

    public string Url => _server.Urls.First();

    /// <summary>Calls so far, by operation.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <param name="certificate">For HTTPS; null for HTTP.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<IncidentTable> StartAsync(X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var table = new IncidentTable(certificate);
        await table._server.StartAsync(cancellationToken);
        return table;
    }

    public async ValueTask DisposeAsync()
    {
        using var stop = new CancellationTokenSource(StopTimeout);
        await _server.StopAsync(stop.Token);
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string target = context.Request.Headers["X-Amz-Target"].ToString();
        string operation = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target;
        JsonNode request = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) ?? new JsonObject();
        _counts.AddOrUpdate(operation, 1, (_, count) => count + 1);
        JsonObject? answer = Do(operation, request);
        context.Response.StatusCode = answer is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(
            (answer ?? new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", ["message"] = "The conditional request failed" }).ToJsonString(),
            context.RequestAborted);
    }

    /// <returns>The answer; null where the record is not of the expected version.</returns>
    private JsonObject? Do(string operation, JsonNode request)
    {
        lock (_gate)
        {
            return operation switch
            {
                "GetItem" => _items.TryGetValue(KeyOf(request["Key"]!), out JsonObject? item) ? new JsonObject { ["Item"] = item.DeepClone() } : [],
                "PutItem" => TryPut(request) ? [] : null,
                "TransactWriteItems" => TryPut(request["TransactItems"]![0]!["Put"]!) ? [] : null,
                "UpdateItem" => CountMessage(request),
                "Query" => new JsonObject { ["Items"] = new JsonArray([.. _items.Values.Where(item => item.ContainsKey("unfinished")).Select(item => item.DeepClone())]) },
                _ => throw new InvalidOperationException($"the store is not known to call {operation}"),
            };
        }
    }

    /// <summary>One more message in a stretch of time; there never is a storm to be closed.</summary>
    private JsonObject? CountMessage(JsonNode request)
    {
        if (request["ConditionExpression"] is not null)
        {
            return null;
        }

        string key = KeyOf(request["Key"]!);
        int count = _messages[key] = _messages.GetValueOrDefault(key) + 1;
        return new JsonObject { ["Attributes"] = new JsonObject { ["count"] = new JsonObject { ["N"] = count.ToString(CultureInfo.InvariantCulture) } } };
    }

    private bool TryPut(JsonNode put)
    {
        JsonObject item = put["Item"]!.AsObject();
        string key = KeyOf(item);
        string? stored = _items.TryGetValue(key, out JsonObject? old) ? VersionOf(old) : null;
        if (stored != put["ExpressionAttributeValues"]?[":expected"]?["N"]?.GetValue<string>())
        {
            return false;
        }

        _items[key] = item.DeepClone().AsObject();
        return true;
    }

    private static string KeyOf(JsonNode keyed) => keyed["pk"]!["S"]!.GetValue<string>();

    private static string VersionOf(JsonObject item) => item["version"]!["N"]!.GetValue<string>();
}
