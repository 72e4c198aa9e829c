using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// The incident from end to end: real Apache instances, the real function as a process, the project's own documents, and an AWS
/// in this process between them. It owns all of it and leaves nothing behind when it is disposed, however it ends.
/// </summary>
public sealed partial class Rehearsal : IAsyncDisposable
{
    private const string InspectDocument = "mutex-responder-inspect";
    private const string RemediateDocument = "mutex-responder-remediate";
    private const string RollbackDocument = "mutex-responder-rollback";
    private const string OptInTag = "MutexResponder";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan InspectionPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FinalPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DownPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PersonPatience = TimeSpan.FromMinutes(30);

    private readonly RehearsalOptions _options;
    private readonly Story _story;
    private readonly FunctionLogTeller _steps;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _background = [];
    private LabHost? _host;
    private AwsEndpoint? _aws;
    private FunctionProcess? _function;
    private UnreliableEventSink? _bus;

    private Rehearsal(RehearsalOptions options, IWatchRehearsal watcher)
    {
        _options = options;
        _story = new Story(watcher);
        _steps = new FunctionLogTeller(_story);
    }

    /// <summary>The AWS of this rehearsal, for tests that look at its journal or send requests of their own.</summary>
    public AwsEndpoint Aws => _aws ?? throw new InvalidOperationException("the rehearsal has not started");

    /// <summary>The instances, in the order in which they were made.</summary>
    public IReadOnlyList<LabInstance> Instances => _host?.Instances ?? [];

    /// <summary>Sets everything up and starts nothing that fails yet.</summary>
    /// <exception cref="LabException">The machine cannot do it; the message says why.</exception>
    public static async Task<Rehearsal> PrepareAsync(RehearsalOptions options, IWatchRehearsal watcher, CancellationToken cancellationToken)
    {
        var rehearsal = new Rehearsal(options, watcher);
        try
        {
            await rehearsal.SetUpAsync(cancellationToken);
            return rehearsal;
        }
        catch
        {
            await rehearsal.DisposeAsync();
            throw;
        }
    }

    /// <summary>A line of the story that is not the rehearsal's own.</summary>
    public void Tell(string teller, string text) => _story.Tell(null, teller, text);

    /// <summary>Lets it happen, on all instances at once, and reports how it ended. Called again, it lets it happen once more.</summary>
    public async Task<RehearsalResult> RunAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<InstanceOutcome> outcomes = [.. await Task.WhenAll(Instances.Select(instance => IsPrevention ? PreventAsync(instance, cancellationToken) : RunAsync(instance, cancellationToken)))];
        return new RehearsalResult(_options, outcomes, [.. Aws.Journal.Calls], [.. _function!.Log.Lines], [.. _story.Moments])
        {
            StartedAt = _story.StartedAt,
            Invocations = [.. Aws.Functions.Served],
        };
    }

    public async ValueTask DisposeAsync()
    {
        _story.Close();
        await _ended.CancelAsync();
        if (_function is not null)
        {
            await _function.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Task.WhenAll(_background).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (_aws is not null)
        {
            await _aws.DisposeAsync();
        }

        _ended.Dispose();
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        _aws = await AwsEndpoint.StartAsync(new AwsEndpointOptions { Agents = _options.Agents }, cancellationToken);
        string documents = _options.DocumentDirectory ?? Path.Combine(AppContext.BaseDirectory, "infra", "ssm");
        await _aws.LoadDocumentAsync(InspectDocument, Path.Combine(documents, "inspect.yaml"), cancellationToken);
        await _aws.LoadDocumentAsync(RemediateDocument, Path.Combine(documents, "remediate.yaml"), cancellationToken);
        await _aws.LoadDocumentAsync(RollbackDocument, Path.Combine(documents, "rollback.yaml"), cancellationToken);
        _bus = new UnreliableEventSink(new FunctionEventSink(_aws.Functions), _options.EventFate ?? ((_, _) => EventFate.Deliver));
        _aws.Events = _bus;

        _aws.Published = message => _story.Tell(null, "message", message.Subject ?? message.Text);
        _story.Tell(null, "lab", "Starting the function as Lambda would: the bootstrap executable, the Runtime API, AWS over HTTP.");
        _function = FunctionProcess.Start(_aws, new FunctionProcessOptions
        {
            ExecutablePath = _options.FunctionPath ?? BuiltFunction.FindBootstrap(),
            Settings = Settings(),
            OnLine = _steps.Read,
        });

        _host = await LabHost.StartAsync(_options.Tree, cancellationToken);
        ApacheSpec apache = ExpectedEnd.ApacheFor(_options.Cause, _options.Apache);
        _story.Tell(null, "lab", string.Create(CultureInfo.InvariantCulture, $"Booting {_options.InstanceCount} {(_options.InstanceCount == 1 ? "instance" : "instances")} {(_options.Tree is { } tree ? $"with systemd (Debian {tree.Release})" : $"in namespaces of {(_options.InstanceCount == 1 ? "its" : "their")} own")}, with Apache {apache.Mpm.ToString().ToLowerInvariant()}, uid {apache.RunUserId} and '{apache.MutexDirective}'."));
        await Task.WhenAll(Enumerable.Range(0, _options.InstanceCount).Select(number => BootAsync(number, apache, OptIn, cancellationToken)));
        if (IsPrevention)
        {
            await BootAsync(_options.InstanceCount, apache, ImmutableDictionary<string, string>.Empty, cancellationToken);
        }

        _background.Add(TickAsync(_ended.Token));
    }

    private static ImmutableDictionary<string, string> OptIn { get; } = ImmutableDictionary<string, string>.Empty.Add(OptInTag, "enabled");

    private async Task BootAsync(int number, ApacheSpec apache, ImmutableDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        LabInstance instance = await _host!.CreateInstanceAsync(apache, cancellationToken);
        Aws.Register(new NamespaceMachine(instance), new InstanceProfile
        {
            Tags = tags.Add("Name", instance.HostName)
                .SetItems(_options.TagsOf?.Invoke(number) ?? []),
            Reboot = instance.RebootAsync,
        });
        instance.Changed += (_, change) => _story.Tell(instance.Id, "lab", change.CameUp
            ? $"{instance.HostName} is up, boot {change.BootCount} ({change.BootId})."
            : $"{instance.HostName} goes down{change.End switch { BootEnd.RebootRequested => " to reboot", BootEnd.PowerOffRequested => ", switched off", _ => ", its power cut" }}.", cameUp: change.CameUp);
    }

    private ImmutableDictionary<string, string> Settings() => new Dictionary<string, string>
    {
        ["MUTEX_RESPONDER_MODE"] = _options.Mode.ToString(),
        ["MUTEX_RESPONDER_PREVENTION"] = IsPrevention ? PreventionSetting : nameof(PreventionMode.Off),
        ["MUTEX_RESPONDER_SWEEP_PERIOD_HOURS"] = "0",
        ["MUTEX_RESPONDER_RECOVERY"] = _options.Recovery.ToString(),
        ["MUTEX_RESPONDER_REMEDY_STYLE"] = _options.RemedyStyle.ToString(),
        ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = InspectDocument,
        ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = RemediateDocument,
        ["MUTEX_RESPONDER_ROLLBACK_DOCUMENT"] = RollbackDocument,
        ["MUTEX_RESPONDER_OPT_IN_TAG"] = $"{OptInTag}=enabled",
        ["MUTEX_RESPONDER_FLEET_CAP"] = Math.Max(2, _options.InstanceCount).ToString(CultureInfo.InvariantCulture),
        ["MUTEX_RESPONDER_TABLE"] = Aws.AddTable(),
        ["MUTEX_RESPONDER_TOPIC_ARN"] = _options.TellsPeople ? $"arn:aws:sns:{Aws.Region}:123456789012:on-call" : "",
    }.ToImmutableDictionary().SetItems(_options.Settings);

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.TickInterval, cancellationToken);
                await Aws.Functions.InvokeEventAsync(EventShapes.Scheduled(DateTimeOffset.UtcNow), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The rehearsal is over.
        }
    }

    private async Task<InstanceOutcome> RunAsync(LabInstance instance, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        deadline.CancelAfter(StartTimeout + _options.Timeout);
        var visitor = new Visitor(instance, _story);
        if (!await visitor.AskUntilServedAsync(deadline.Token))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new LabException($"The site of {instance.Id} did not answer before the outage: {string.Join(", ", visitor.States)}.");
        }

        _steps.Forget(instance.Id);
        string before = await instance.ReadIpcsAsync(cancellationToken);
        int boots = instance.BootCount;
        ApacheParent? parentBefore = await ApacheParent.FindAsync(instance, cancellationToken);
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var logs = new LogAgent(instance, Aws.Functions, _story, _options.LogDeliveryCount, happened.Task);
        using CancellationTokenSource logsEnd = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        Task shipping = logs.RunAsync(logsEnd.Token);

        var misfortune = new Misfortune(instance, logs, _story);
        await misfortune.HappenAsync(_options.Cause, cancellationToken);
        TimeSpan outageAt = misfortune.BegunAt;
        string configuration = await HashConfigurationAsync(instance, cancellationToken);
        ApacheParent? parentInOutage = await ApacheParent.FindAsync(instance, cancellationToken);
        happened.SetResult();
        TimeSpan? recovered = null;
        Task<bool>? visits = null;
        bool isOutage = ExpectedEnd.Of(_options.Cause, ResponseMode.Remediate, null).IsRecovery;
        if (isOutage && _options.HasVisitors)
        {
            // The first visit comes after the inspection, so that the responder meets the orphan child that a visit would end.
            await WaitUntilAsync(() => _function!.UnexpectedEnd is not null || _steps.Newest(instance.Id) is { Phase: not IncidentPhase.Inspecting }, InspectionPatience, deadline.Token);
            visits = visitor.AskUntilServedAsync(deadline.Token).ContinueWith(
                served =>
                {
                    recovered = served.Result ? _story.Elapsed - outageAt : null;
                    return served.Result;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        PlanAnswer? answer = await AwaitEndAsync(instance, deadline);

        if (_function!.UnexpectedEnd is { } end)
        {
            throw new LabException(end);
        }

        if (visits is not null && _steps.Newest(instance.Id) is { Phase: IncidentPhase.Resolved })
        {
            await Task.WhenAny(visits, Task.Delay(FinalPatience, deadline.Token));
        }

        // The last look is the last visit.
        await deadline.CancelAsync();
        await (visits ?? Task.CompletedTask);

        cancellationToken.ThrowIfCancellationRequested();
        bool isLeftDown = isOutage && _steps.Newest(instance.Id) is not { Phase: IncidentPhase.Resolved };
        InstanceOutcome outcome = await LookAsync(instance, visitor, isLeftDown ? DownPatience : FinalPatience, cancellationToken);
        await logsEnd.CancelAsync();
        await shipping;
        return outcome with
        {
            Answer = answer,
            IpcsBefore = before,
            ParentBefore = parentBefore,
            ParentInOutage = parentInOutage,
            ParentAfter = await ApacheParent.FindAsync(instance, cancellationToken),
            ConfigurationIsUntouched = await HashConfigurationAsync(instance, cancellationToken) == configuration,
            RebootCount = instance.BootCount - boots,
            OutageAt = outageAt,
            TimeToRecovery = recovered ?? (outcome.SiteAnswers && isOutage ? _story.Elapsed - outageAt : null),
            SiteStates = visitor.States,
        };
    }

    /// <summary>Waits for the incident's end, and answers its plan where that waits for a person.</summary>
    private async Task<PlanAnswer?> AwaitEndAsync(LabInstance instance, CancellationTokenSource deadline)
    {
        CancellationToken cancellationToken = deadline.Token;
        bool IsWaitingForPerson() => (_options.Person is not null || _options.IsAnsweredAtConsole) && _steps.Newest(instance.Id) is { Phase: IncidentPhase.AwaitingApproval };
        await WaitUntilAsync(() => HasEnded(instance.Id) || IsWaitingForPerson(), _options.Timeout, cancellationToken);
        if (!IsWaitingForPerson())
        {
            return null;
        }

        deadline.CancelAfter(PersonPatience + _options.Timeout);
        PlanAnswer answer = _options.IsAnsweredAtConsole ? await AwaitAnswerAsync(instance.Id, cancellationToken) : await AnswerAsync(instance.Id, cancellationToken);
        await WaitUntilAsync(() => HasEnded(instance.Id), _options.Timeout, cancellationToken);
        return answer;
    }

    /// <summary>Nothing more is to come: the incident is finished, or the function that would finish it is gone.</summary>
    private bool HasEnded(InstanceId instance) => _function!.UnexpectedEnd is not null || _steps.Newest(instance) is { IsFinished: true };

    private async Task<PlanAnswer> AnswerAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Incident record = await AskForRecordAsync(instance, cancellationToken)
            ?? throw new LabException($"The plan for {instance} waits for an answer, and the function does not tell it.");
        PlanAnswer answer = await _options.Person!(record, cancellationToken);
        string word = answer == PlanAnswer.Approve ? "approve" : "reject";
        _story.Tell(instance, "person", $"The answer to the plan: {word}.");
        InvocationResult reply = await Aws.Functions.InvokeAsync(Encoding.UTF8.GetBytes(Answers.Text(record, word)), cancellationToken);
        return !reply.IsError ? answer : throw new LabException($"The function did not take the answer: {reply.PayloadText}");
    }

    /// <summary>Until the incident has left the waiting for good: an approved plan may turn out to be another one, which waits again.</summary>
    private async Task<PlanAnswer> AwaitAnswerAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await WaitUntilAsync(
            () => HasEnded(instance) || _steps.Newest(instance) is { Phase: IncidentPhase.Remediating }, PersonPatience, cancellationToken);
        return _steps.Newest(instance) is { Phase: IncidentPhase.NoAction } ? PlanAnswer.Reject : PlanAnswer.Approve;
    }

    private static async Task<string> HashConfigurationAsync(LabInstance instance, CancellationToken cancellationToken)
    {
        const string Script = "cd /etc/apache2 && { find . -type f -exec sha256sum {} +; find . -type l -printf '%p %l\\n'; } | sort | sha256sum";
        return (await instance.RunScriptAsync(Script, FinalPatience, cancellationToken: cancellationToken)).OrThrow($"hashing the configuration of {instance.Id}").Stdout;
    }

    /// <summary>What is so at the end, seen from here: nothing is taken from the responder's word but its phase.</summary>
    private async Task<InstanceOutcome> LookAsync(LabInstance instance, Visitor visitor, TimeSpan patience, CancellationToken cancellationToken)
    {
        FunctionStep? step = _steps.Newest(instance.Id);
        ImmutableSortedDictionary<int, ProbeResult> answers = await visitor.AskAsync(patience, cancellationToken);
        ScriptResult semaphores = await instance.RunScriptAsync(
            string.Create(CultureInfo.InvariantCulture, $"awk '$5 == {instance.Apache.RunUserId}' /proc/sysvipc/sem | wc -l"), FinalPatience, cancellationToken: cancellationToken);
        ScriptResult configuration = await instance.RunScriptAsync("apache2ctl -t -D DUMP_RUN_CFG", FinalPatience, cancellationToken: cancellationToken);
        return new InstanceOutcome
        {
            Instance = instance.Id,
            Record = await AskForRecordAsync(instance.Id, cancellationToken),
            IncidentId = step?.IncidentId,
            Phase = step?.Phase,
            ReasonCode = step?.ReasonCode,
            Summary = step?.Text ?? "The responder opened no incident.",
            Answers = answers.ToImmutableSortedDictionary(a => a.Key, a => a.Value.ToString()),
            SiteAnswers = answers.Values.All(a => a.Status == 200),
            Mechanism = MechanismIn(configuration.Stdout),
            ApacheSemaphoreCount = int.TryParse(semaphores.Stdout.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : -1,
            IpcsAfter = instance.IsUp ? await instance.ReadIpcsAsync(cancellationToken) : "",
        };
    }

    /// <summary>Asks the function as a person would from the console.</summary>
    private async Task<Incident?> AskForRecordAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        InvocationResult answer = await Aws.Functions.InvokeAsync(Encoding.UTF8.GetBytes($$"""{"action":"status","instanceId":"{{instance}}"}"""), cancellationToken);
        if (answer.IsError)
        {
            return null;
        }

        using JsonDocument reply = JsonDocument.Parse(answer.Payload);
        return reply.RootElement.TryGetProperty("record", out JsonElement record)
            && IncidentJson.TryRead(Encoding.UTF8.GetBytes(record.GetRawText()), out Incident? incident, out _)
            ? incident
            : null;
    }

    /// <summary>The word after <c>mechanism=</c> in the line <c>Mutex default: …</c>.</summary>
    private static string MechanismIn(string configuration)
    {
        const string Mark = "mechanism=";
        string line = configuration.Split('\n').FirstOrDefault(l => l.StartsWith("Mutex default:", StringComparison.Ordinal)) ?? "";
        int at = line.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? "" : line[(at + Mark.Length)..].Split(' ')[0];
    }

    private static async Task WaitUntilAsync(Func<bool> condition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        while (!condition() && !limit.IsCancellationRequested)
        {
            await Task.Delay(PollPause, CancellationToken.None);
        }
    }
}
