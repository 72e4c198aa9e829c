using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Lambda.Aws;

namespace MutexResponder.Tests.Lambda.Aws;

/// <summary>How long the clients live and wait, and where they call.</summary>
public sealed class AwsClientsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_EndsEveryClientThatWasMade()
    {
        AwsClients clients = new(ToNobody);
        (IAmazonSimpleSystemsManagement ssm, IAmazonSimpleSystemsManagement once, IAmazonEC2 ec2, IAmazonDynamoDB dynamoDb, HttpClient http) =
            (clients.Ssm, clients.SsmWithoutRetry, clients.Ec2, clients.DynamoDb, clients.Http);
        Func<Task>[] calls =
        [
            () => ssm.GetParameterAsync(new GetParameterRequest { Name = "x" }, Token),
            () => once.SendCommandAsync(new SendCommandRequest { DocumentName = "any" }, Token),
            () => ec2.DescribeInstancesAsync(new DescribeInstancesRequest(), Token),
            () => dynamoDb.DescribeTableAsync(new DescribeTableRequest { TableName = "x" }, Token),
            () => http.GetAsync(new Uri(Nobody), Token),
        ];

        clients.Dispose();

        await Assert.AllAsync(calls, call => Assert.ThrowsAsync<ObjectDisposedException>(call));
    }

    [Fact]
    public void Dispose_MakesNoClient()
    {
        List<ClientConfig> made = [];

        new AwsClients(made.Add).Dispose();

        Assert.Empty(made);
    }

    [Fact]
    public void EachCall_EndsWellWithinAnInvocation_WithAllItsTries()
    {
        List<ClientConfig> made = [];
        using AwsClients clients = new(config =>
        {
            ToNobody(config);
            made.Add(config);
        });
        _ = (clients.Ssm, clients.SsmWithoutRetry, clients.Ec2, clients.DynamoDb);

        Assert.Equal(4, made.Count);
        Assert.All(
            made.Select(config => config.Timeout!.Value * (config.MaxErrorRetry + 1)).Append(clients.Http.Timeout),
            longest => Assert.InRange(longest, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)));
    }

    /// <summary>An order whose answer was lost may have been carried out: in neither of its two ways may the SDK send it again.</summary>
    [Fact]
    public void ClientOfTheOrders_RepeatsNoCall()
    {
        List<ClientConfig> made = [];
        using AwsClients clients = new(config =>
        {
            ToNobody(config);
            made.Add(config);
        });
        _ = clients.SsmWithoutRetry;

        Assert.Equal(0, Assert.Single(made).MaxErrorRetry);
        Assert.Equal(0, made[0].MaxStaleConnectionRetries);
    }

    /// <summary>As the SDK reads them: the service's own variable goes before that of all, an empty one too.</summary>
    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "http://all/", "http://all/")]
    [InlineData("http://sns/", null, "http://sns/")]
    [InlineData("http://sns/", "http://all/", "http://sns/")]
    [InlineData("", "http://all/", null)]
    public void EndpointOf_TheServicesOwnVariableFirst(string? own, string? all, string? expected) => Assert.Equal(
        expected, AwsClients.EndpointOf("SNS", name => name switch { "AWS_ENDPOINT_URL_SNS" => own, "AWS_ENDPOINT_URL" => all, _ => null })?.AbsoluteUri);

    private const string Nobody = "http://127.0.0.1:9";

    private static void ToNobody(ClientConfig config)
    {
        config.ServiceURL = Nobody;
        config.AuthenticationRegion = "us-east-1";
        config.DefaultAWSCredentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret");
    }
}
