using Amazon.DynamoDBv2;
using Amazon.Runtime;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>The real SDK client, pointed at a test's address. The keys are words: nothing here knows a real one.</summary>
internal static class TestClient
{
    /// <summary>How often the SDK repeats a failed request by itself.</summary>
    public const int MaxRetries = 1;

    /// <param name="address">Where DynamoDB's protocol is spoken.</param>
    /// <param name="handler">Sees each HTTP request on its way out, repeated ones too; null: straight to the network.</param>
    public static IAmazonDynamoDB Create(Uri address, HttpMessageHandler? handler = null)
    {
        var config = new AmazonDynamoDBConfig
        {
            ServiceURL = address.ToString(),
            AuthenticationRegion = "eu-west-1",
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = MaxRetries,
            Timeout = Patience.Bound,
        };
        if (handler is not null)
        {
            config.HttpClientFactory = new OneHandlerFactory(handler);
        }

        return new AmazonDynamoDBClient(new BasicAWSCredentials("test", "test"), config);
    }

    private sealed class OneHandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
