using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Ports;
using MutexResponder.Simulation.Aws;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Function;

/// <summary>
/// The network below the SDK's client: the store and the client are the deployed ones, down to the bytes of each request. One client serves
/// all worlds, since making one takes longer than a run; whose request it is goes along with the flow of the invocation.
/// </summary>
internal sealed class TableOverNetwork : HttpMessageHandler
{
    /// <summary>Requests repeated by the SDK, the same bytes each time; it is done here, in virtual time.</summary>
    private const int MaxRetries = 1;

    private static readonly AsyncLocal<(World World, Invocation? Invocation, CallGate? Gate)> Caller = new();

    public static IAmazonDynamoDB Client { get; } = new AmazonDynamoDBClient(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = "http://dynamodb.invalid",
            AuthenticationRegion = "eu-west-1",
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            HttpClientFactory = new OneHandler(new TableOverNetwork()),
        });

    /// <summary>From here on, requests are those of this invocation; of nobody, and answered at once, where it is null.</summary>
    public static void CallFor(World world, Invocation? invocation, CallGate? gate) => Caller.Value = (world, invocation, gate);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (World world, Invocation? invocation, CallGate? gate) = Caller.Value;
        string operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false))!;
        for (int tries = 0; ; tries++)
        {
            try
            {
                return gate is null
                    ? Answer(world, invocation, operation, body)
                    : await gate.CallAsync(OperationOf(operation), () => Answer(world, invocation, operation, body)).ConfigureAwait(false);
            }
            catch (RemoteCallException failed) when (failed.Failure != RemoteCallFailure.Unavailable)
            {
                return Reply(HttpStatusCode.BadRequest, DynamoDbService.BodyOf(new AwsErrorException("AccessDeniedException", failed.Message)));
            }
            catch (RemoteCallException failed) when (tries == MaxRetries)
            {
                throw new HttpRequestException(failed.Message);
            }
            catch (RemoteCallException)
            {
                // The SDK's own retry.
            }
        }
    }

    private static HttpResponseMessage Answer(World world, Invocation? invocation, string operation, JsonNode body)
    {
        try
        {
            return Reply(HttpStatusCode.OK, world.Table!.Answer(invocation, operation, body));
        }
        catch (AwsErrorException refused)
        {
            return Reply(HttpStatusCode.BadRequest, DynamoDbService.BodyOf(refused));
        }
    }

    private static HttpResponseMessage Reply(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };

    private static PortOperation OperationOf(string operation) => operation switch
    {
        "GetItem" => PortOperation.FindIncident,
        "Query" => PortOperation.ListUnfinished,
        "UpdateItem" => PortOperation.PutBack,
        "BatchGetItem" => PortOperation.ReadFleet,
        "DeleteItem" => PortOperation.SaveFleet,
        _ => PortOperation.SaveIncident,
    };

    private sealed class OneHandler(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }
}
