using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Agent.Documents;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Lab.Aws.Ec2;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Aws.Sns;
using MutexResponder.Lab.Aws.Ssm;

namespace MutexResponder.Lab.Aws;

/// <summary>
/// The AWS of the lab, in this process, on one port of 127.0.0.1: SSM (AWS JSON 1.1), DynamoDB (AWS JSON 1.0), EC2 (query protocol) and
/// the Lambda Runtime API, with the agents of the registered machines behind it.
/// </summary>
public sealed class AwsEndpoint : IAsyncDisposable
{
    private const long MaxRequestBytes = 8 * 1024 * 1024;
    private static readonly IPAddress SecureSsm = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress SecureEc2 = IPAddress.Parse("127.0.0.3");

    private readonly AwsEndpointOptions _options;
    private readonly InstanceDirectory _instances = new();
    private readonly DocumentShelf _documents = new();
    private readonly CommandLedger _commands;
    private readonly WebApplication _server;

    private AwsEndpoint(AwsEndpointOptions options)
    {
        _options = options;
        Journal = new CallJournal(options.Time);
        Functions = new InvocationQueue(options.Functions, options.Time);
        Parameters = new ParameterStore(options);
        _commands = new CommandLedger(options, () => Events);
        var ssm = new SsmService(new CommandOperations(_instances, _documents, _commands, options), Parameters, Calendars, new OpsCenter(options));
        var pipeline = new AwsCallPipeline([new SnsService(message => Published?.Invoke(message)), ssm, new Ec2Service(_instances, options), new DynamoDbService(Tables)], Journal, () => Interceptor);
        _server = BuildServer(pipeline, new RuntimeApi(Functions, options), options.Certificate);
    }

    /// <summary>127.0.0.1 and the port: the value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>The value of AWS_ENDPOINT_URL.</summary>
    public Uri Url => new($"http://{Authority}");

    /// <summary>The value of AWS_ENDPOINT_URL_SSM; empty without a certificate.</summary>
    public string SecureSsmUrl { get; private set; } = "";

    /// <summary>The value of AWS_ENDPOINT_URL_EC2; empty without a certificate.</summary>
    public string SecureEc2Url { get; private set; } = "";

    public string Region => _options.Region;

    /// <summary>By which the one function here is invoked.</summary>
    public string FunctionArn => _options.FunctionArn;

    /// <summary>All AWS calls; those of the Runtime API are not AWS calls.</summary>
    public CallJournal Journal { get; }

    /// <summary>Invocations of the function that polls the Runtime API.</summary>
    public InvocationQueue Functions { get; }

    public ParameterStore Parameters { get; }

    /// <summary>DynamoDB's tables.</summary>
    internal DynamoDbTables Tables { get; } = new();

    public ChangeCalendars Calendars { get; } = new();

    /// <summary>Where events go that EventBridge would carry; null where nobody listens.</summary>
    public IEventSink? Events { get; set; }

    /// <summary>Told of each message that a topic took; null where nobody listens.</summary>
    public Action<PublishedMessage>? Published { get; set; }

    /// <summary>Faults for AWS calls; null where there are none.</summary>
    public CallInterceptor? Interceptor { get; set; }

    public static async Task<AwsEndpoint> StartAsync(AwsEndpointOptions options, CancellationToken cancellationToken = default)
    {
        var endpoint = new AwsEndpoint(options);
        await endpoint._server.StartAsync(cancellationToken).ConfigureAwait(false);
        endpoint.Authority = new Uri(endpoint.UrlAt(IPAddress.Loopback)).Authority;
        endpoint.SecureSsmUrl = endpoint.UrlAt(SecureSsm);
        endpoint.SecureEc2Url = endpoint.UrlAt(SecureEc2);
        return endpoint;
    }

    /// <summary>Makes a document known under a name, or its newest version.</summary>
    public void AddDocument(string name, SsmDocument document) => _documents.Put(name, document);

    /// <exception cref="InvalidDataException">The file is no document that the lab can run; the message says why.</exception>
    public async Task LoadDocumentAsync(string name, string path, CancellationToken cancellationToken = default)
    {
        SsmDocumentParseResult parsed = SsmDocumentParser.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        AddDocument(name, parsed.IsDocument ? parsed.Document : throw new InvalidDataException($"{path}: {parsed.Error}"));
    }

    /// <summary>Makes the stack's table, as the template that was built with the lab has it.</summary>
    /// <returns>Its name: the value of MUTEX_RESPONDER_TABLE.</returns>
    public string AddTable()
    {
        Tables.Answer("CreateTable", StackTable.CreateRequest());
        return StackTable.Name;
    }

    /// <summary>Adds an instance with an agent on it.</summary>
    public RegisteredInstance Register(IAgentMachine machine, InstanceProfile profile, LabAgentOptions? agent = null) =>
        Add(new RegisteredInstance(machine.Id, profile, new LabAgent(machine, agent ?? _options.Agents, _options.Time)));

    /// <summary>Adds an instance that EC2 knows and SSM does not.</summary>
    public RegisteredInstance RegisterUnmanaged(InstanceId id, InstanceProfile profile) => Add(new RegisteredInstance(id, profile, agent: null));

    public async ValueTask DisposeAsync()
    {
        // First the polls: a function that waits on `next` would hold the server for the whole stop time.
        Functions.Dispose();
        foreach (RegisteredInstance instance in _instances.All)
        {
            if (instance.Agent is { } agent)
            {
                await agent.DisposeAsync().ConfigureAwait(false);
            }
        }

        _commands.Dispose();
        await _server.StopAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private string UrlAt(IPAddress address) => _server.Urls.FirstOrDefault(url => new Uri(url).Host == address.ToString()) ?? "";

    private static WebApplication BuildServer(AwsCallPipeline pipeline, RuntimeApi runtimeApi, X509Certificate2? certificate)
    {
        WebApplication server = LoopbackHost.Build(MaxRequestBytes, kestrel =>
        {
            foreach (IPAddress secure in certificate is null ? [] : new[] { SecureSsm, SecureEc2 })
            {
                kestrel.Listen(secure, 0, listen => listen.UseHttps(certificate!));
            }
        });
        runtimeApi.Map(server);
        server.MapFallback("{**path}", pipeline.AnswerAsync);
        return server;
    }

    private RegisteredInstance Add(RegisteredInstance instance)
    {
        _instances.Add(instance);
        return instance;
    }
}
