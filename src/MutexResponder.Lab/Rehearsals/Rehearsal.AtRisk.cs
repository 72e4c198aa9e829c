using System.Globalization;
using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals.Load;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// The outage that does not happen: sites under a continuous load are changed while they serve, and then Apache's user really logs out.
/// One more instance, which nobody gave to the responder, shows in the same run what the logout does without it.
/// </summary>
public sealed partial class Rehearsal
{
    private const int RequestsBetween = 1_000;
    private const int RequestsOfControl = 100;
    private static readonly TimeSpan CountPause = TimeSpan.FromSeconds(2);

    private bool IsPrevention => _options.Cause == Cause.AtRisk;

    private bool IsControl(LabInstance instance) => IsPrevention && instance == Instances[^1];

    private string PreventionSetting => _options.Mode switch
    {
        ResponseMode.Observe => nameof(PreventionMode.Report),
        ResponseMode.Approve => nameof(PreventionMode.Approve),
        _ => nameof(PreventionMode.Fix),
    };

    private async Task<InstanceOutcome> PreventAsync(LabInstance instance, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        deadline.CancelAfter(StartTimeout + _options.Timeout);
        var visitor = new Visitor(instance, _story);
        string before = await instance.ReadIpcsAsync(cancellationToken);
        ApacheParent? parent = await ApacheParent.FindAsync(instance, cancellationToken);
        string configuration = await HashConfigurationAsync(instance, cancellationToken);
        await using SiteLoad load = await SiteLoad.StartAsync(instance, deadline.Token, isLight: IsControl(instance));
        using CancellationTokenSource tellingEnd = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        Task telling = TellCountsAsync(instance, load, tellingEnd.Token);
        await load.AwaitAsync(IsControl(instance) ? RequestsOfControl : RequestsBetween, deadline.Token);

        PlanAnswer? answer = IsControl(instance) ? null : await AskForPreventionAsync(instance, deadline);
        if (_function!.UnexpectedEnd is { } end)
        {
            throw new LabException(end);
        }

        LogoutResult? logout = null;
        if (IsControl(instance) || _steps.Newest(instance.Id) is { Phase: IncidentPhase.Resolved })
        {
            // What was in flight at the reload has come to its end by then.
            await load.AwaitDownloadsAsync(deadline.Token);
            logout = await instance.LogoutAsync(cancellationToken);
            _story.Tell(instance.Id, logout.RemovedSemaphores.Count > 0 ? "logind" : "lab", logout.RemovedSemaphores.Count > 0
                ? $"The last session of {instance.Apache.RunUser} ends; logind removes semaphore {string.Join(", ", logout.RemovedSemaphores)}. Nobody had looked after this one."
                : $"The last session of {instance.Apache.RunUser} ends; logind finds nothing to remove.");
            await (IsControl(instance) ? load.AwaitLostAsync(RequestsOfControl, deadline.Token) : load.AwaitAsync(RequestsBetween, deadline.Token));
        }

        LoadCounts counts = await load.StopAsync();
        await tellingEnd.CancelAsync();
        await telling;
        _story.Tell(instance.Id, "site", counts.ToString());
        InstanceOutcome outcome = await LookAsync(instance, visitor, IsControl(instance) ? DownPatience : FinalPatience, cancellationToken);
        return outcome with
        {
            IsControl = IsControl(instance),
            Requests = counts,
            RemovedAtLogout = logout?.RemovedSemaphores.Count,
            Answer = answer,
            IpcsBefore = before,
            ParentBefore = parent,
            ParentAfter = await ApacheParent.FindAsync(instance, cancellationToken),
            ConfigurationIsUntouched = await HashConfigurationAsync(instance, cancellationToken) == configuration,
            SiteStates = visitor.States,
        };
    }

    /// <summary>As a person does from the console; in mode Observe only the look is to be had.</summary>
    private async Task<PlanAnswer?> AskForPreventionAsync(LabInstance instance, CancellationTokenSource deadline)
    {
        string action = _options.Mode == ResponseMode.Observe ? "inspect" : "prevent";
        _story.Tell(instance.Id, "person", $$"""Asks the function: {"action":"{{action}}"}.""");
        InvocationResult reply = await Aws.Functions.InvokeAsync(Encoding.UTF8.GetBytes($$"""{"action":"{{action}}","instanceId":"{{instance.Id}}"}"""), deadline.Token);
        if (reply.IsError)
        {
            throw new LabException($"The function did not take the request: {reply.PayloadText}");
        }

        return await AwaitEndAsync(instance, deadline);
    }

    private async Task TellCountsAsync(LabInstance instance, SiteLoad load, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            LoadCounts now = load.Counts;
            string counts = string.Create(CultureInfo.InvariantCulture, $"{now.Served} served, {now.LostCount} lost");
            _story.Tell(instance.Id, "site", string.Create(CultureInfo.InvariantCulture, $"Requests: {counts} ({now.RequestsPerSecond:0} a second)."), site: counts);
            await Task.Delay(CountPause, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
