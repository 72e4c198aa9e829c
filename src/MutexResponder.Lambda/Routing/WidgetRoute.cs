using System.Collections.Immutable;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// A dashboard draws a widget: a page is read and nothing is changed, however often it is refreshed. A button's request takes the same way as
/// any person's; who may press it is who may invoke the function, and who says to have pressed it is written down as claimed.
/// </summary>
public sealed class WidgetRoute(
    IListIncidents incidents, FleetSweep fleet, ManualRoute manual, RouteJournal journal, ReportLanguage language, Policy policy, TimeProvider time)
{
    /// <summary>What a button may ask for; all else takes too long for a page, or has no place on one.</summary>
    private static readonly ImmutableHashSet<ManualAction> s_buttons =
        [ManualAction.Approve, ManualAction.Reject, ManualAction.Inspect, ManualAction.Remediate, ManualAction.Prevent, ManualAction.Rollback];

    /// <param name="requested">What is wanted.</param>
    /// <param name="endpoint">The ARN by which the function was invoked: the page's buttons call the same.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<FunctionReply> HandleAsync(WidgetRequested requested, string endpoint, CancellationToken cancellationToken)
    {
        WidgetRequest request = requested.Request;
        WidgetView view = new(request.Language ?? language, request.IsDark, endpoint, time.GetUtcNow())
        {
            IsPopup = request.IsPopup,
            ViewerName = request.ViewerName,
            Policy = policy,
        };
        if (request.IsDescribe)
        {
            return journal.Drawn(requested.Name, FleetWidget.Describe(view.Language));
        }

        try
        {
            return journal.Drawn(requested.Name, await (request switch
            {
                { Action: not null } => PressAsync(request, view, cancellationToken),
                { IsIncident: true } => IncidentAsync(request, view, cancellationToken),
                _ => FleetAsync(request, view, cancellationToken),
            }).ConfigureAwait(false));
        }
        catch (RemoteCallException e)
        {
            journal.NotDrawn(requested.Name, e);
            return journal.Drawn(requested.Name, IncidentWidget.WriteUnread(view, RouteJournal.ReasonOf(e)));
        }
    }

    private async Task<string> FleetAsync(WidgetRequest request, WidgetView view, CancellationToken cancellationToken)
    {
        IReadOnlyList<ListedIncident> open = await incidents.ListOpenAsync(FleetView.MaxOpen, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ListedIncident> ended = await incidents.ListEndedAsync(cancellationToken).ConfigureAwait(false);
        return FleetWidget.Write(new FleetView(open, ended, request.From) { Tally = await TallyAsync(cancellationToken).ConfigureAwait(false) }, view);
    }

    /// <summary>What may happen must not hide what has happened: where it cannot be read, the incidents are shown alone.</summary>
    private async Task<FleetTally?> TallyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return fleet.IsOn ? await fleet.TallyAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (RemoteCallException e)
        {
            journal.NotDrawn("widget", e);
            return null;
        }
    }

    private async Task<string> IncidentAsync(WidgetRequest request, WidgetView view, CancellationToken cancellationToken)
    {
        // Protects from another incident's page, and its buttons, in the place of the one whose id was mistyped.
        if (request.NoIncident is { } mistyped)
        {
            return IncidentWidget.WriteNone(view, mistyped);
        }

        IncidentId? wanted = request.IncidentId ?? await MostNeededAsync(cancellationToken).ConfigureAwait(false);
        return wanted is { } id && await incidents.FindAsync(id.Instance, id, cancellationToken).ConfigureAwait(false) is var (incident, isNewest)
            ? Write(incident, request, view with { IsHistory = !isNewest }, null)
            : IncidentWidget.WriteNone(view, request.IncidentId?.ToString());
    }

    /// <summary>Of what is open what is needed most; then the newest that ended.</summary>
    private async Task<IncidentId?> MostNeededAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ListedIncident> open = await incidents.ListOpenAsync(FleetView.MaxOpen, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ListedIncident> listed = open.Count > 0 ? open : await incidents.ListEndedAsync(cancellationToken).ConfigureAwait(false);
        return listed.Count > 0 ? listed[0].IncidentId : null;
    }

    private async Task<string> PressAsync(WidgetRequest request, WidgetView view, CancellationToken cancellationToken)
    {
        ManualRequestResult asked = request.Action!;
        if (asked.Request is not { Instance: { } instance } button || button.Wait || !s_buttons.Contains(button.Action))
        {
            return IncidentWidget.WriteRefusal(view, asked.Error is { } error ? view.Language.Words.Say(error.Message) : null);
        }

        FunctionReply? reply = request.IsRepeatedByRefresh ? null : await manual.HandleAsync(new ManualRequested(asked), isFromRunbook: false, cancellationToken).ConfigureAwait(false);
        string? refusal = reply is null ? "repeated-by-refresh" : reply.Outcome == Outcome.Refused ? reply.Reason : null;
        if (await incidents.FindAsync(instance, null, cancellationToken).ConfigureAwait(false) is not var (incident, _))
        {
            return IncidentWidget.WriteRefusal(view, Said(reply, view));
        }

        ImmutableArray<PlanChange> changes = refusal == "other-plan" && request.Seen is { } seen && incident.Proposal is { } now ? seen.ChangesTo(now) : [];
        return Write(incident, request, view, new WidgetNotice(button.Action, refusal, Said(reply, view), changes));
    }

    /// <summary>In the page's language, which need not be the stack's.</summary>
    private static string Said(FunctionReply? reply, WidgetView view) => reply?.Told is { } told ? view.Language.Words.Say(told) : "";

    private static string Write(Incident incident, WidgetRequest request, WidgetView view, WidgetNotice? notice) =>
        IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), view, request.Section, notice);
}
