using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutexResponder.Lab.Aws.DynamoDb;

/// <summary>DynamoDB's wire protocol, AWS JSON 1.0. Source: the API's model (service <c>dynamodb</c>, version 2012-08-10).</summary>
internal sealed class DynamoDbService(DynamoDbTables tables) : IAwsService
{
    private const string TargetHeader = "X-Amz-Target";
    private const string TargetPrefix = "DynamoDB_20120810.";
    private const string ContentType = "application/x-amz-json-1.0";

    public string Name => "dynamodb";

    public bool Speaks(HttpRequest request) => request.Headers[TargetHeader].ToString().StartsWith(TargetPrefix, StringComparison.Ordinal);

    public IAwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        string operation = request.Headers[TargetHeader].ToString()[TargetPrefix.Length..];
        try
        {
            return new Request(tables, operation, JsonNode.Parse(body.Span));
        }
        catch (JsonException)
        {
            return new Request(tables, operation, null);
        }
    }

    public AwsReply Error(AwsErrorException error) => new(error.HttpStatus, ContentType, BodyOf(error).ToJsonString());

    /// <summary>The error as DynamoDB words it.</summary>
    public static JsonObject BodyOf(AwsErrorException error) => error.ToJson("com.amazonaws.dynamodb.v20120810#");

    private sealed class Request(DynamoDbTables tables, string operation, JsonNode? body) : IAwsRequest
    {
        public string Operation => operation;

        public string? Target => (string?)(body?["Item"] ?? body?["Key"])?["pk"]?["S"];

        public AwsReply Do() => body is null
            ? throw new AwsErrorException("SerializationException", "The body is no JSON.")
            : new AwsReply(StatusCodes.Status200OK, ContentType, tables.Answer(operation, body).ToJsonString());
    }
}
