using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Agent.Documents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lambda.Aws;

namespace MutexResponder.Tests.Lab;

/// <summary>An endpoint with the real SDK's clients on it, over HTTP, without retries; and one machine.</summary>
internal sealed class LabAws : IAsyncDisposable
{
    public const string TwoStepDocument = """
        schemaVersion: "2.2"
        description: Two steps.
        parameters:
          word: { type: String, default: calm, allowedPattern: "^[a-z]{1,8}$" }
        mainSteps:
          - name: first
            action: aws:runShellScript
            inputs: { timeoutSeconds: "60", runCommand: ["first {{ word }}"] }
          - name: second
            action: aws:runShellScript
            inputs: { timeoutSeconds: "60", runCommand: ["second"] }
        """;

    private LabAws(AwsEndpoint endpoint)
    {
        Endpoint = endpoint;
        endpoint.Events = Events;
        var credentials = new BasicAWSCredentials("lab", "lab");
        Ssm = new AmazonSimpleSystemsManagementClient(credentials, new AmazonSimpleSystemsManagementConfig
        {
            ServiceURL = endpoint.Url.OriginalString,
            AuthenticationRegion = endpoint.Region,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
        });
        Ec2 = new AmazonEC2Client(credentials, new AmazonEC2Config
        {
            ServiceURL = endpoint.Url.OriginalString,
            AuthenticationRegion = endpoint.Region,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
        });
        Clients = new AwsClients(config =>
        {
            config.ServiceURL = endpoint.Url.OriginalString;
            config.AuthenticationRegion = endpoint.Region;
            config.DefaultAWSCredentials = credentials;
        });
    }

    public static InstanceId Web { get; } = InstanceId.Parse("i-0abc1234def567890");

    public static LabAgentOptions QuickAgent { get; } = new() { RebootCallDelay = TimeSpan.Zero, BootPollInterval = TimeSpan.FromMilliseconds(1) };

    public AwsEndpoint Endpoint { get; }

    public RecordingEventSink Events { get; } = new();

    public AmazonSimpleSystemsManagementClient Ssm { get; }

    public AmazonEC2Client Ec2 { get; }

    /// <summary>The function's own clients on the endpoint, with their bounds and retries.</summary>
    public AwsClients Clients { get; }

    public static async Task<LabAws> StartAsync(AwsEndpointOptions? options = null) => new(await AwsEndpoint.StartAsync(
        options ?? new AwsEndpointOptions { Agents = QuickAgent, CommandVisibilityDelay = TimeSpan.Zero },
        TestContext.Current.CancellationToken));

    public static SsmDocument Document(string yaml)
    {
        SsmDocumentParseResult parsed = SsmDocumentParser.Parse(yaml);
        Assert.True(parsed.IsDocument, parsed.Error);
        return parsed.Document;
    }

    /// <summary>The machine <see cref="Web"/> and the document <c>Doc</c>.</summary>
    public ScriptedMachine AddMachine(Func<ScriptCall, ScriptRun> run, string yaml = TwoStepDocument) =>
        AddMachine((call, _) => Task.FromResult(run(call)), yaml);

    public ScriptedMachine AddMachine(Func<ScriptCall, CancellationToken, Task<ScriptRun>> run, string yaml = TwoStepDocument)
    {
        var machine = new ScriptedMachine(Web, run);
        Endpoint.Register(machine, new InstanceProfile { Tags = ImmutableDictionary<string, string>.Empty.Add("Name", "web") });
        Endpoint.AddDocument("Doc", Document(yaml));
        return machine;
    }

    /// <summary>Sends <c>Doc</c> to <see cref="Web"/>.</summary>
    /// <returns>The command's id.</returns>
    public async Task<string> SendAsync(Action<SendCommandRequest>? change = null)
    {
        var request = new SendCommandRequest { DocumentName = "Doc", InstanceIds = [Web.Value] };
        change?.Invoke(request);
        SendCommandResponse sent = await Ssm.SendCommandAsync(request, TestContext.Current.CancellationToken);
        return sent.Command.CommandId;
    }

    public async Task<CommandInvocation> InvocationAsync(string commandId)
    {
        ListCommandInvocationsResponse listed = await Ssm.ListCommandInvocationsAsync(
            new ListCommandInvocationsRequest { CommandId = commandId, Details = true },
            TestContext.Current.CancellationToken);
        return Assert.Single(listed.CommandInvocations);
    }

    /// <summary>Sends <c>Doc</c> and waits for the event of its end.</summary>
    public async Task<CommandInvocation> RunAsync(Action<SendCommandRequest>? change = null)
    {
        string commandId = await SendAsync(change);
        await Events.NextAsync();
        return await InvocationAsync(commandId);
    }

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        Ssm.Dispose();
        Ec2.Dispose();
        await Endpoint.DisposeAsync();
    }
}
