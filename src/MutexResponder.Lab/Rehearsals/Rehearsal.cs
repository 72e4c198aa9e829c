using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// The incident from end to end: real Apache instances, the real function as a process, the project's own documents, and an AWS
/// in this process between them. It owns all of it and leaves nothing behind when it is disposed, however it ends.
/// </summary>
public sealed class Rehearsal : IAsyncDisposable
{
    private const string InspectDocument = "mutex-responder-inspect";
    private const string RemediateDocument = "mutex-responder-remediate";
    private const string OptInTag = "MutexResponder";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan InspectionPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FinalPatience = TimeSpan.FromSeconds(15);

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

    /// <summary>Lets it happen, on all instances at once, and reports how it ended.</summary>
    public async Task<RehearsalResult> RunAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<InstanceOutcome> outcomes = [.. await Task.WhenAll(Instances.Select(instance => RunAsync(instance, cancellationToken)))];
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
        _aws = await AwsEndpoint.StartAsync(new AwsEndpointOptions(), cancellationToken);
        string documents = _options.DocumentDirectory ?? Path.Combine(AppContext.BaseDirectory, "infra", "ssm");
        await _aws.LoadDocumentAsync(InspectDocument, Path.Combine(documents, "inspect.yaml"), cancellationToken);
        await _aws.LoadDocumentAsync(RemediateDocument, Path.Combine(documents, "remediate.yaml"), cancellationToken);
        _bus = new UnreliableEventSink(new FunctionEventSink(_aws.Functions), _options.EventFate ?? ((_, _) => EventFate.Deliver));
        _aws.Events = _bus;

        _story.Tell(null, "lab", "Starting the function as Lambda would: the bootstrap executable, the Runtime API, AWS over HTTP.");
        _function = FunctionProcess.Start(_aws, new FunctionProcessOptions
        {
            ExecutablePath = _options.FunctionPath ?? BuiltFunction.FindBootstrap(),
            Settings = Settings(),
            OnLine = _steps.Read,
        });

        _host = await LabHost.StartAsync(cancellationToken);
        _story.Tell(null, "lab", string.Create(CultureInfo.InvariantCulture, $"Booting {_options.InstanceCount} {(_options.InstanceCount == 1 ? "instance" : "instances")} in namespaces of their own, with Apache {_options.Apache.Mpm.ToString().ToLowerInvariant()}, uid {_options.Apache.RunUserId} and '{_options.Apache.MutexDirective}'."));
        await Task.WhenAll(Enumerable.Range(0, _options.InstanceCount).Select(_ => BootAsync(cancellationToken)));
        _background.Add(TickAsync(_ended.Token));
    }

    private async Task BootAsync(CancellationToken cancellationToken)
    {
        LabInstance instance = await _host!.CreateInstanceAsync(_options.Apache, cancellationToken);
        Aws.Register(new NamespaceMachine(instance), new InstanceProfile
        {
            Tags = ImmutableDictionary<string, string>.Empty.Add(OptInTag, "enabled").Add("Name", instance.HostName),
            Reboot = instance.RebootAsync,
        });
        instance.Changed += (_, change) => _story.Tell(instance.Id, "lab", change.CameUp
            ? $"{instance.HostName} is up, boot {change.BootCount} ({change.BootId})."
            : $"{instance.HostName} goes down ({change.End}).", cameUp: change.CameUp);
    }

    private ImmutableDictionary<string, string> Settings() => new Dictionary<string, string>
    {
        ["MUTEX_RESPONDER_MODE"] = _options.Mode.ToString(),
        ["MUTEX_RESPONDER_RECOVERY"] = _options.Recovery.ToString(),
        ["MUTEX_RESPONDER_REMEDY_STYLE"] = _options.RemedyStyle.ToString(),
        ["MUTEX_RESPONDER_INSPECT_DOCUMENT"] = InspectDocument,
        ["MUTEX_RESPONDER_REMEDIATE_DOCUMENT"] = RemediateDocument,
        ["MUTEX_RESPONDER_OPT_IN_TAG"] = $"{OptInTag}=enabled",
        ["MUTEX_RESPONDER_FLEET_CAP"] = Math.Max(2, _options.InstanceCount).ToString(CultureInfo.InvariantCulture),
        ["MUTEX_RESPONDER_ALLOW_MEMORY_STORE"] = "true",
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

        string before = await instance.ReadIpcsAsync(cancellationToken);
        int boots = instance.BootCount;
        var logs = new LogAgent(instance, Aws.Functions, _story, _options.LogDeliveryCount);
        using CancellationTokenSource logsEnd = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        Task shipping = logs.RunAsync(logsEnd.Token);

        TimeSpan outageAt = _story.Elapsed;
        await BreakAsync(instance, cancellationToken);
        TimeSpan? recovered = null;
        Task<bool>? visits = null;
        if (_options.Cause != Cause.Forged && _options.HasVisitors)
        {
            // The first visit comes after the inspection, so that the responder meets the orphan child that a visit would end.
            await WaitUntilAsync(() => _function!.UnexpectedEnd is not null || _steps.Newest(instance.Id) is { Phase: not IncidentPhase.Inspecting }, InspectionPatience, deadline.Token);
            visits = visitor.AskUntilServedAsync(deadline.Token).ContinueWith(
                served =>
                {
                    recovered = _story.Elapsed - outageAt;
                    return served.Result;
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        await WaitUntilAsync(() => _function!.UnexpectedEnd is not null || _steps.Newest(instance.Id) is { IsFinished: true }, _options.Timeout, deadline.Token);
        if (_function!.UnexpectedEnd is { } end)
        {
            throw new LabException(end);
        }

        if (visits is not null && _steps.Newest(instance.Id) is { Phase: IncidentPhase.Resolved })
        {
            await Task.WhenAny(visits, Task.Delay(FinalPatience, deadline.Token));
        }

        cancellationToken.ThrowIfCancellationRequested();
        InstanceOutcome outcome = await LookAsync(instance, visitor, cancellationToken);
        await logsEnd.CancelAsync();
        await shipping;
        return outcome with
        {
            IpcsBefore = before,
            RebootCount = instance.BootCount - boots,
            OutageAt = outageAt,
            TimeToRecovery = recovered ?? (outcome.SiteAnswers && _options.Cause != Cause.Forged ? _story.Elapsed - outageAt : null),
            SiteStates = visitor.States,
        };
    }

    private async Task BreakAsync(LabInstance instance, CancellationToken cancellationToken)
    {
        if (_options.Cause == Cause.Forged)
        {
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"[{DateTime.Now:ddd MMM dd HH:mm:ss.ffffff yyyy}] [mpm_prefork:emerg] [pid 4711:tid 4711] (43)Identifier removed: AH00144: couldn't grab the accept mutex");
            _story.Tell(instance.Id, "lab", "Somebody writes a line of a removed mutex into the error log of a healthy server.");
            await File.AppendAllTextAsync(instance.DiskPath("/var/log/apache2/error.log"), line + "\n", cancellationToken);
            return;
        }

        LogoutResult logout = await instance.LogoutAsync(cancellationToken);
        _story.Tell(instance.Id, "logind", logout.KeptBecause is { } kept
            ? $"{instance.Apache.RunUser} logs out; logind removes nothing ({kept})."
            : $"{instance.Apache.RunUser} logs out for the last time; logind removes the semaphores {string.Join(", ", logout.RemovedSemaphores)}, as RemoveIPC says.");
    }

    /// <summary>What is so at the end, seen from here: nothing is taken from the responder's word but its phase.</summary>
    private async Task<InstanceOutcome> LookAsync(LabInstance instance, Visitor visitor, CancellationToken cancellationToken)
    {
        FunctionStep? step = _steps.Newest(instance.Id);
        ImmutableSortedDictionary<int, ProbeResult> answers = await visitor.AskAsync(cancellationToken);
        ScriptResult semaphores = await instance.RunScriptAsync(
            string.Create(CultureInfo.InvariantCulture, $"awk '$5 == {instance.Apache.RunUserId}' /proc/sysvipc/sem | wc -l"), FinalPatience, cancellationToken: cancellationToken);
        string configuration = instance.IsUp ? await instance.ReadRunConfigurationAsync(cancellationToken) : "";
        return new InstanceOutcome
        {
            Instance = instance.Id,
            IncidentId = step?.IncidentId,
            Phase = step?.Phase,
            ReasonCode = step?.ReasonCode,
            Summary = step?.Text ?? "The responder opened no incident.",
            Answers = answers.ToImmutableSortedDictionary(a => a.Key, a => a.Value.ToString()),
            SiteAnswers = answers.Values.All(a => a.Status == 200),
            Mechanism = MechanismIn(configuration),
            ApacheSemaphoreCount = int.TryParse(semaphores.Stdout.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : -1,
            IpcsAfter = instance.IsUp ? await instance.ReadIpcsAsync(cancellationToken) : "",
        };
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
