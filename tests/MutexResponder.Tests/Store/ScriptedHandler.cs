using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MutexResponder.Tests.Store;

/// <summary>Answers each HTTP request of the SDK as a test says, and keeps what was asked.</summary>
/// <param name="answer">
/// Called with the request's number (the first is 1) and a way to send it on; a thrown <see cref="HttpRequestException"/> is a broken connection.
/// </param>
internal sealed class ScriptedHandler(Func<int, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> answer)
    : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly List<JsonNode> _requests = [];

    /// <summary>The bodies, in order. Calls of one store come one after the other.</summary>
    public IReadOnlyList<JsonNode> Requests => _requests;

    /// <summary>DynamoDB's success; its answer is empty where the test says none.</summary>
    public static HttpResponseMessage Success(string body = "{}") => Json(HttpStatusCode.OK, body);

    /// <summary>DynamoDB's error of that code, and what else it says.</summary>
    public static HttpResponseMessage Error(HttpStatusCode status, string code, string? more = null) =>
        Json(status, $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{code}}","message":"made by the test"{{(more is null ? "" : "," + more)}}}""");

    /// <summary>A cancelled transaction with one reason an action; without a list of them where there are none.</summary>
    public static HttpResponseMessage Cancelled(params string[] reasons)
    {
        string list = reasons.Length == 0 ? "" : $""","CancellationReasons":[{string.Join(',', reasons.Select(reason => $$"""{"Code":"{{reason}}"}"""))}]""";
        return Json(
            HttpStatusCode.BadRequest,
            $$"""{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled"{{list}}}""");
    }

    /// <summary>A query's page with one key, and more to come after the key <paramref name="number"/>.</summary>
    public static HttpResponseMessage Page(int number, string key) =>
        Json(HttpStatusCode.OK, $$"""{ "Items": [{ "pk": { "S": "{{key}}" } }], "Count": 1, "LastEvaluatedKey": { "pk": { "S": "{{number}}" } } }""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Add(JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!);
        return await answer(_requests.Count, () => base.SendAsync(request, cancellationToken));
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0") };
}
