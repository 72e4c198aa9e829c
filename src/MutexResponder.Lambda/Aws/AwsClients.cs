using Amazon.DynamoDBv2;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SimpleSystemsManagement;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// The SDK's clients, each made when it is first needed: a log batch without a signal pays for none. Region,
/// credentials and AWS_ENDPOINT_URL are read by the SDK itself.
/// </summary>
/// <param name="configure">Changes each client's configuration before it is made; null for the environment's.</param>
public sealed class AwsClients(Action<ClientConfig>? configure = null) : IDisposable
{
    /// <summary>One try; with <see cref="MaxRetries"/> a call ends well within a one-minute invocation.</summary>
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(8);

    private const int MaxRetries = 2;

    private readonly Lazy<IAmazonSimpleSystemsManagement> _ssm =
        new(() => new AmazonSimpleSystemsManagementClient(Bounded(new AmazonSimpleSystemsManagementConfig(), MaxRetries, configure)));

    private readonly Lazy<IAmazonSimpleSystemsManagement> _ssmOnce =
        new(() => new AmazonSimpleSystemsManagementClient(Bounded(new AmazonSimpleSystemsManagementConfig(), 0, configure)));

    private readonly Lazy<IAmazonEC2> _ec2 =
        new(() => new AmazonEC2Client(Bounded(new AmazonEC2Config(), MaxRetries, configure)));

    private readonly Lazy<IAmazonDynamoDB> _dynamoDb = new(() => new AmazonDynamoDBClient(Bounded(new AmazonDynamoDBConfig(), MaxRetries, configure)));

    public IAmazonSimpleSystemsManagement Ssm => _ssm.Value;

    /// <summary>
    /// For SendCommand, which has no idempotency token: the SDK's own retry after a lost reply would run the command twice.
    /// Whether it was sent is found out by its comment instead.
    /// </summary>
    public IAmazonSimpleSystemsManagement SsmWithoutRetry => _ssmOnce.Value;

    public IAmazonEC2 Ec2 => _ec2.Value;

    public IAmazonDynamoDB DynamoDb => _dynamoDb.Value;

    private readonly Lazy<HttpClient> _http = new(() => new HttpClient { Timeout = TryTimeout });

    private readonly Lazy<AWSCredentials> _credentials = new(() => DefaultAWSCredentialsIdentityResolver.GetCredentials());

    /// <summary>For services that the SDK has no client for here.</summary>
    public HttpClient Http => _http.Value;

    /// <summary>The function's own, as the SDK finds and renews them.</summary>
    public Task<ImmutableCredentials> CredentialsAsync(CancellationToken cancellationToken) => _credentials.Value.GetCredentialsAsync().WaitAsync(cancellationToken);

    /// <summary>Where a service is, by the variables that the SDK reads for those that it has; null for its public address.</summary>
    public static Uri? EndpointOf(string service, Func<string, string?> environment) =>
        (environment($"AWS_ENDPOINT_URL_{service}") ?? environment("AWS_ENDPOINT_URL")) is { Length: > 0 } url ? new Uri(url) : null;

    public void Dispose()
    {
        DisposeIfMade(_ssm);
        DisposeIfMade(_ssmOnce);
        DisposeIfMade(_ec2);
        DisposeIfMade(_dynamoDb);
        DisposeIfMade(_http);
    }

    private static TConfig Bounded<TConfig>(TConfig config, int maxRetries, Action<ClientConfig>? configure)
        where TConfig : ClientConfig
    {
        config.Timeout = TryTimeout;
        config.MaxErrorRetry = maxRetries;

        // The SDK resends on a broken connection besides its retries, even a SendCommand that was carried out.
        config.MaxStaleConnectionRetries = maxRetries;
        configure?.Invoke(config);
        return config;
    }

    private static void DisposeIfMade<T>(Lazy<T> client)
        where T : IDisposable
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }
}
