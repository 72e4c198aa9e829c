using System.Text.Json;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Hosting;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>A person asks and waits: every answer, a refusal included, is a reply and not a function error.</summary>
public sealed class ManualRoute(IFindInstances instances, SweepRoute sweep, IReconcile reconcile, RouteJournal journal, ReportLanguage language, TimeProvider time)
{
    /// <summary>With <c>"wait": true</c>: the pause between two looks.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Looks in a row that may fail before the waiting ends.</summary>
    public const int MaxFailedPolls = 3;

    public async Task<FunctionReply> HandleAsync(ManualRequested requested, bool isFromRunbook, CancellationToken cancellationToken)
    {
        if (requested.Reading.Error is { } error)
        {
            return Refuse(requested.Name, error.Code, error.Message.InEnglish, null, error.Allowed.IsEmpty ? null : error.Allowed);
        }

        ManualRequest request = requested.Reading.Request! with { IsFromRunbook = isFromRunbook };
        if (request.Instance is not { } instance)
        {
            return await SweepAsync(requested.Name, request, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await FollowAsync(requested.Name, request, instance, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException e)
        {
            string reason = journal.Failed(requested.Name, instance, e);
            return Refuse(requested.Name, reason, e.Message, instance.Value);
        }
    }

    private async Task<FunctionReply> SweepAsync(string eventName, ManualRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await sweep.HandleAsync(eventName, request, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException e)
        {
            return Refuse(eventName, RouteJournal.ReasonOf(e), e.Message, null);
        }
    }

    private async Task<FunctionReply> FollowAsync(string eventName, ManualRequest request, InstanceId instance, CancellationToken cancellationToken)
    {
        // Status answers from the record alone, also for an instance that is no more.
        if (request.Action != ManualAction.Status && await instances.FindAsync(instance, cancellationToken).ConfigureAwait(false) is null)
        {
            return Refuse(eventName, "unknown-instance", $"This account and Region have no instance {instance}.", instance.Value);
        }

        Trigger asked = new() { Kind = TriggerKind.Manual, Request = request };
        ReconcileResult result = await reconcile.ReconcileAsync(instance, asked, cancellationToken).ConfigureAwait(false);
        if (result.IsRefusal)
        {
            return Refuse(eventName, result.ReasonCode!, result.Summary, instance.Value);
        }

        if (request.Wait)
        {
            // The request itself is made once; after it, one only looks again.
            Trigger again = request.Action == ManualAction.Status ? asked : new Trigger { Kind = TriggerKind.Tick };
            result = await WaitAsync(eventName, result, again, cancellationToken).ConfigureAwait(false);
        }

        FunctionReply reply = journal.Accepted(eventName, result);
        return result.Record is { } record ? WithReport(reply, record) : reply;
    }

    private FunctionReply WithReport(FunctionReply reply, Incident record)
    {
        using JsonDocument json = JsonDocument.Parse(IncidentJson.Write(record));
        IncidentReport report = IncidentReport.From(record);
        return reply with
        {
            Summary = ReportSummary.Brief(report, language),
            Report = MarkdownReport.Write(report, language),
            Record = json.RootElement.Clone(),
        };
    }

    /// <summary>Looks again until the incident needs nobody, or a person, or until the invocation's time is nearly up.</summary>
    private async Task<ReconcileResult> WaitAsync(string eventName, ReconcileResult result, Trigger again, CancellationToken cancellationToken)
    {
        int failedCount = 0;
        while (result.Phase is IncidentPhase.Inspecting or IncidentPhase.Remediating)
        {
            try
            {
                await Task.Delay(PollPeriod, time, cancellationToken).ConfigureAwait(false);
                result = await reconcile.ReconcileAsync(result.Instance, again, cancellationToken).ConfigureAwait(false);
                failedCount = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return result with { Summary = result.Summary + " The time to wait is up; the incident goes on, and \"status\" says where it stands." };
            }
            catch (RemoteCallException e) when (e.Failure == RemoteCallFailure.Unavailable && ++failedCount < MaxFailedPolls)
            {
                journal.Failed(eventName, result.Instance, e);
            }
        }

        return result;
    }

    private FunctionReply Refuse(string eventName, string code, string message, string? instanceId, IReadOnlyList<string>? allowed = null) =>
        journal.Refused(eventName, code, message, instanceId) with { Error = new ReplyError(code, message, allowed) };
}
