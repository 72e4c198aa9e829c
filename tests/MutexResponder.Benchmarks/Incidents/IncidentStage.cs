using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Benchmarks.Functions;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>
/// The function as a process with all that a deployed one has, an AWS in this process, and machines that have the recorded outage.
/// </summary>
internal sealed class IncidentStage : IAsyncDisposable
{
    private const string InspectDocument = "mutex-responder-inspect";
    private const string RemediateDocument = "mutex-responder-remediate";
    private const string RollbackDocument = "mutex-responder-rollback";
    private const string KillSwitch = "/mutex-responder/kill-switch";
    private const string OptInTag = "MutexResponder";

    /// <summary>The most that the function takes.</summary>
    private const int MaxFleetCap = 1_000;

    private static readonly TimeSpan QueueTimeout = TimeSpan.FromMinutes(10);

    private readonly FunctionBuild _build;
    private readonly TrustStore? _trust;
    private readonly SemaphoreSlim _commands = new(0);
    private readonly SemaphoreSlim _resolved = new(0);
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FunctionProcess? _function;

    private IncidentStage(FunctionBuild build, TrustStore? trust, AwsEndpoint aws, IncidentTable table, ImmutableArray<InstanceId> instances)
    {
        _build = build;
        _trust = trust;
        Aws = aws;
        Table = table;
        Instances = instances;
    }

    public AwsEndpoint Aws { get; }

    public IncidentTable Table { get; }

    public ImmutableArray<InstanceId> Instances { get; }

    /// <param name="build">The function.</param>
    /// <param name="instanceCount">Machines.</param>
    /// <param name="hasEvents">Whether the end of a command is told; without, an incident stays at its first step.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="trust">For HTTPS, with three hosts as on AWS; null for HTTP.</param>
    public static async Task<IncidentStage> PrepareAsync(FunctionBuild build, int instanceCount, bool hasEvents, CancellationToken cancellationToken, TrustStore? trust = null)
    {
        AwsEndpoint aws = await AwsEndpoint.StartAsync(
            new AwsEndpointOptions
            {
                CommandVisibilityDelay = TimeSpan.Zero,
                Certificate = trust?.ServerCertificate,
                Agents = new LabAgentOptions { RebootCallDelay = TimeSpan.Zero, BootPollInterval = TimeSpan.FromMilliseconds(1) },
                Functions = new InvocationQueueOptions { QueueTimeout = QueueTimeout },
            },
            cancellationToken);
        string documents = Path.Combine(Repository.Root, "infra", "ssm");
        await aws.LoadDocumentAsync(InspectDocument, Path.Combine(documents, "inspect.yaml"), cancellationToken);
        await aws.LoadDocumentAsync(RemediateDocument, Path.Combine(documents, "remediate.yaml"), cancellationToken);
        aws.Parameters.Set(KillSwitch, "off");
        ImmutableArray<InstanceId> instances = [.. Enumerable.Range(1, instanceCount).Select(number => InstanceId.Parse(string.Create(CultureInfo.InvariantCulture, $"i-{number:x17}")))];
        var profile = new InstanceProfile { Tags = ImmutableDictionary<string, string>.Empty.Add(OptInTag, "enabled") };
        foreach (InstanceId instance in instances)
        {
            aws.Register(new ScriptedMachine(instance, RecordedIncident.Run), profile);
        }

        var stage = new IncidentStage(build, trust, aws, await IncidentTable.StartAsync(trust?.ServerCertificate, cancellationToken), instances);
        aws.Events = hasEvents ? new FunctionEventSink(aws.Functions) : null;
        aws.Interceptor = stage.Notice;
        return stage;
    }

    /// <returns>The process's id.</returns>
    public int StartFunction()
    {
        _function = FunctionProcess.Start(Aws, new FunctionProcessOptions { ExecutablePath = _build.ExecutablePath, Settings = Settings(), OnLine = Read });
        return _function.ProcessId;
    }

    /// <summary>CloudWatch Logs delivers the line of the outage.</summary>
    public void Break(InstanceId instance) =>
        _ = Aws.Functions.InvokeEventAsync(EventShapes.LogBatch(instance.Value, [(RecordedIncident.LoggedAt, RecordedIncident.LogLine)]), CancellationToken.None);

    /// <summary>The schedule's event, as EventBridge sends it.</summary>
    public Task TickAsync(CancellationToken cancellationToken) =>
        Aws.Functions.InvokeEventAsync(File.ReadAllBytes(Path.Combine(Repository.Root, "infra", "events", "schedule-tick.json")), cancellationToken);

    /// <summary>Waits for one more SendCommand.</summary>
    public Task CommandAsync(TimeSpan timeout, CancellationToken cancellationToken) => NextAsync(_commands, 1, timeout, cancellationToken);

    /// <summary>Waits until the function has answered so many invocations, from the first on.</summary>
    /// <returns>The last of them.</returns>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task<ServedInvocation> ServedAsync(int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        IReadOnlyList<ServedInvocation> served;
        while ((served = Aws.Functions.Served).Count < count)
        {
            if (limit.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException($"{_build.Name} answered {served.Count} of {count} invocations in {timeout.TotalSeconds:0} s.");
            }

            await Task.Delay(1, CancellationToken.None);
        }

        return served[count - 1];
    }

    /// <summary>Waits until so many more incidents are resolved.</summary>
    public Task ResolvedAsync(int count, TimeSpan timeout, CancellationToken cancellationToken) => NextAsync(_resolved, count, timeout, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_function is not null)
        {
            await _function.DisposeAsync();
        }

        await Aws.DisposeAsync();
        await Table.DisposeAsync();
        _commands.Dispose();
        _resolved.Dispose();
    }

    private async Task NextAsync(SemaphoreSlim signal, int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        for (int i = 0; i < count; i++)
        {
            Task next = signal.WaitAsync(limit.Token);
            if (await Task.WhenAny(next, _failed.Task) == _failed.Task)
            {
                throw new InvalidOperationException($"{_build.Name} did not do what is measured: {await _failed.Task}");
            }

            if (next.IsCanceled && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{_build.Name} came to {i} of {count} in {timeout.TotalSeconds:0} s. {_function?.UnexpectedEnd}");
            }

            await next;
        }
    }

    private CallFault Notice(IncomingCall call)
    {
        if (call.Operation == "SendCommand")
        {
            _commands.Release();
        }

        return CallFault.None;
    }

    /// <summary>The function logs every step with the phase that it leads to.</summary>
    private void Read(string line)
    {
        if (line.Contains("\"phase\":\"Resolved\"", StringComparison.Ordinal))
        {
            _resolved.Release();
        }
        else if (line.Contains("\"phase\":\"Escalated\"", StringComparison.Ordinal) || line.Contains("\"level\":\"Error\"", StringComparison.Ordinal) || line.StartsWith("Traceback", StringComparison.Ordinal) || line.StartsWith("The function cannot start", StringComparison.Ordinal))
        {
            _failed.TrySetResult(line);
        }
    }

    private Dictionary<string, string> SecureSettings() => _trust is null ? [] : new Dictionary<string, string>(_trust.Settings)
    {
        ["AWS_ENDPOINT_URL_SSM"] = Aws.SecureSsmUrl,
        ["AWS_ENDPOINT_URL_EC2"] = Aws.SecureEc2Url,
    };

    private ImmutableDictionary<string, string> Settings() => _build.Settings.AddRange(SecureSettings()).AddRange(new Dictionary<string, string>
    {
        ["MUTEX_RESPONDER_MODE"] = "Remediate",
        ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "0",
        ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = InspectDocument,
        ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = RemediateDocument,
        ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = RollbackDocument,
        ["MUTEX_RESPONDER_KILL_SWITCH_PARAMETER"] = KillSwitch,
        ["MUTEX_RESPONDER_OPT_IN_TAG"] = $"{OptInTag}=enabled",
        ["MUTEX_RESPONDER_FLEET_CAP"] = Math.Min(Instances.Length, MaxFleetCap).ToString(CultureInfo.InvariantCulture),
        ["MUTEX_RESPONDER_TOPIC_ARN"] = "arn:aws:sns:us-east-1:123456789012:on-call",
        ["MUTEX_RESPONDER_TABLE"] = "mutex-responder",
        ["AWS_ENDPOINT_URL_DYNAMODB"] = Table.Url,
    });
}
