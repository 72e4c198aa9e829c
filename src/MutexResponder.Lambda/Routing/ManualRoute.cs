using System.Text.Json;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>A person asks and waits: every answer, a refusal included, is a reply and not a function error.</summary>
public sealed class ManualRoute(
    IFindInstances instances, FleetRoute fleet, IListIncidents incidents, IReconcile reconcile, RouteJournal journal, ReportLanguage language, TimeProvider time)
{
    /// <summary>With <c>"wait": true</c>: the pause between two looks.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Looks in a row that may fail before the waiting ends.</summary>
    public const int MaxFailedPolls = 3;

    public async Task<FunctionReply> HandleAsync(ManualRequested requested, bool isFromRunbook, CancellationToken cancellationToken)
    {
        if (requested.Reading.Error is { } error)
        {
            return Refuse(requested.Name, new Reason(error.Code, error.Message), null, error.Allowed.IsEmpty ? null : error.Allowed);
        }

        ManualRequest request = requested.Reading.Request! with { IsFromRunbook = isFromRunbook };
        try
        {
            return await (request.Instance is { } instance
                ? FollowAsync(requested.Name, request, instance, cancellationToken)
                : fleet.HandleAsync(requested.Name, request, cancellationToken)).ConfigureAwait(false);
        }
        catch (RemoteCallException e)
        {
            string reason = request.Instance is { } instance ? journal.Failed(requested.Name, instance, e) : RouteJournal.ReasonOf(e);
            return Refuse(requested.Name, Replied.CallFailed(reason, e.Message), request.Instance?.Value);
        }
    }

    private async Task<FunctionReply> FollowAsync(string eventName, ManualRequest request, InstanceId instance, CancellationToken cancellationToken)
    {
        if (request.Action == ManualAction.Report)
        {
            if (!ReportLanguage.TryRead(request.Lang, out _) && request.Lang.Length > 0)
            {
                return Refuse(eventName, Replied.UnknownLanguage(request.Lang), instance.Value, [.. ReportLanguage.All.Select(known => known.Tag)]);
            }

            return await incidents.FindAsync(instance, request.IncidentId, cancellationToken).ConfigureAwait(false) is var (found, _)
                ? Export(eventName, request, found)
                : Refuse(eventName, request.IncidentId is { } id ? Replied.UnknownIncident(id.ToString()) : Replied.NoIncidentKept(instance.Value), instance.Value);
        }

        // Status answers from the record alone, also for an instance that is no more.
        if (request.Action != ManualAction.Status && await instances.FindAsync(instance, cancellationToken).ConfigureAwait(false) is null)
        {
            return Refuse(eventName, Replied.UnknownInstance(instance.Value), instance.Value);
        }

        Trigger asked = new() { Kind = TriggerKind.Manual, Request = request };
        ReconcileResult result = await reconcile.ReconcileAsync(instance, asked, cancellationToken).ConfigureAwait(false);
        if (result.IsRefusal)
        {
            return Refuse(eventName, new Reason(result.ReasonCode!, result.Told), instance.Value);
        }

        if (request.Wait)
        {
            // The request itself is made once; after it, one only looks again.
            Trigger again = request.Action == ManualAction.Status ? asked : new Trigger { Kind = TriggerKind.Tick };
            result = await WaitAsync(eventName, result, again, cancellationToken).ConfigureAwait(false);
        }

        FunctionReply reply = journal.Accepted(eventName, result).In(language);
        return result.Record is { } record ? WithReport(reply, record) : reply;
    }

    private FunctionReply Export(string eventName, ManualRequest request, Incident record)
    {
        IncidentReport report = IncidentReport.From(record);
        ReportLanguage words = ReportLanguage.TryRead(request.Lang, out ReportLanguage asked) ? asked : language;
        JsonElement exported = request.Format switch
        {
            "json" => JsonElement.Parse(JsonReport.Write(report)),
            "markdown" => JsonSerializer.SerializeToElement(MarkdownReport.Write(report, words), ReplyJson.Readable.String),
            _ => JsonSerializer.SerializeToElement(HtmlReport.Write(report, words), ReplyJson.Readable.String),
        };
        return journal.Accepted(eventName, new ReconcileResult(record.Instance, record.Id, record.Phase, record.ReasonCode, Statement.Quoted(ReportSummary.OneLine(report, words)))).In(words) with { Report = exported };
    }

    private FunctionReply WithReport(FunctionReply reply, Incident record)
    {
        IncidentReport report = IncidentReport.From(record);
        return reply with
        {
            Summary = ReportSummary.Brief(report, language),
            Report = JsonSerializer.SerializeToElement(MarkdownReport.Write(report, language), ReplyJson.Readable.String),
            Record = JsonElement.Parse(IncidentJson.Write(record)),
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
                return result with { Told = Replied.WaitIsOver(result.Told) };
            }
            catch (RemoteCallException e) when (e.Failure == RemoteCallFailure.Unavailable && ++failedCount < MaxFailedPolls)
            {
                journal.Failed(eventName, result.Instance, e);
            }
        }

        return result;
    }

    /// <param name="eventName">What came.</param>
    /// <param name="why">Why it is not followed.</param>
    /// <param name="instanceId">Whose it is; null where that is not known.</param>
    /// <param name="allowed">What would be taken instead; null where no list can say it.</param>
    public FunctionReply Refuse(string eventName, Reason why, string? instanceId = null, IReadOnlyList<string>? allowed = null)
    {
        FunctionReply refused = journal.Refused(eventName, why, instanceId).In(language);
        return refused with { Error = new ReplyError(why.Code, refused.Summary, allowed) };
    }
}
