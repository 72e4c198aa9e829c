using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Inspects all opted-in instances by and by, and lists those that will fail at the next logout. One sweep starts a bounded number of
/// inspections, each as if a person had asked for it, and never waits for them unless it is told to: the next sweep collects what
/// has ended and goes on where this one stopped.
/// </summary>
public sealed class SweepRoute(IListInstances instances, ClearanceRules rules, IReconcile reconcile, RouteJournal journal, ReportLanguage language, TimeProvider time)
{
    /// <summary>Instances that one sweep knows of; a larger fleet is swept by stacks of its own.</summary>
    public const int MaxFleet = 1000;

    /// <summary>An inspection that was started within this time is taken as it ended, and not made again.</summary>
    public static readonly TimeSpan ResultLifetime = TimeSpan.FromMinutes(15);

    /// <exception cref="RemoteCallException">EC2 could not list the instances.</exception>
    public async Task<FunctionReply> HandleAsync(string eventName, ManualRequest request, CancellationToken cancellationToken)
    {
        if (rules.OptInTagKey is not { } key)
        {
            FunctionReply refused = journal.Refused(eventName, Replied.NoOptInTag).In(language);
            return refused with { Error = new ReplyError(refused.Reason!, refused.Summary, null) };
        }

        IReadOnlyList<InstanceFacts> fleet = await instances.ListByTagAsync(key, rules.OptInTagValue, MaxFleet, cancellationToken).ConfigureAwait(false);
        List<SweptInstance> swept = [];
        int startedCount = 0;
        foreach ((InstanceId instance, _, _) in fleet)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            SweptInstance one = await LookAtAsync(eventName, instance, request, startedCount < request.MaxInstances, cancellationToken).ConfigureAwait(false);
            startedCount += one.WasStarted ? 1 : 0;
            swept.Add(one);
        }

        if (request.Wait)
        {
            await WaitAsync(eventName, swept, cancellationToken).ConfigureAwait(false);
        }

        return Reply(eventName, fleet.Count, startedCount, swept);
    }

    /// <summary>Takes the last result where it is young, brings an open incident forward, or starts an inspection where one may be.</summary>
    private Task<SweptInstance> LookAtAsync(string eventName, InstanceId instance, ManualRequest request, bool mayStart, CancellationToken cancellationToken) =>
        TryAsync(eventName, instance, async () =>
        {
            ReconcileResult last = await reconcile.ReconcileAsync(instance, Asked(ManualAction.Status, instance, request), cancellationToken).ConfigureAwait(false);
            if (last.IsOpen)
            {
                return new SweptInstance(await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Tick }, cancellationToken).ConfigureAwait(false));
            }

            if (last.OpenedAt is { } at && time.GetUtcNow() - at < ResultLifetime)
            {
                return new SweptInstance(last);
            }

            return mayStart
                ? new SweptInstance(await reconcile.ReconcileAsync(instance, Asked(ManualAction.Inspect, instance, request), cancellationToken).ConfigureAwait(false)) { WasStarted = true }
                : new SweptInstance(last with { Phase = null }) { WasLeft = true };
        });

    /// <summary>Looks again at those under way until none is, or until the invocation's time is nearly up.</summary>
    private async Task WaitAsync(string eventName, List<SweptInstance> swept, CancellationToken cancellationToken)
    {
        try
        {
            while (swept.Any(one => one.IsUnderWay))
            {
                await Task.Delay(ManualRoute.PollPeriod, time, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < swept.Count; i++)
                {
                    if (swept[i] is { IsUnderWay: true } one)
                    {
                        InstanceId instance = one.Result.Instance;
                        SweptInstance again = await TryAsync(eventName, instance, async () =>
                            new SweptInstance(await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Tick }, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
                        swept[i] = again with { WasStarted = one.WasStarted };
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The inspections go on without this invocation; the next sweep collects them.
        }
    }

    private async Task<SweptInstance> TryAsync(string eventName, InstanceId instance, Func<Task<SweptInstance>> look)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (RemoteCallException e)
        {
            // One instance must not keep the others from being swept.
            Reason why = Replied.CallFailed(journal.Failed(eventName, instance, e), e.Message);
            return new SweptInstance(new ReconcileResult(instance, null, null, why.Code, why.Told)) { HasFailed = true };
        }
        catch (OperationCanceledException)
        {
            return new SweptInstance(new ReconcileResult(instance, null, null, null, Replied.NoTimeLeft)) { WasLeft = true };
        }
    }

    private FunctionReply Reply(string eventName, int fleetCount, int startedCount, List<SweptInstance> swept)
    {
        SweptInstance[] looked = [.. swept.Where(one => !one.WasLeft)];
        AtRiskReply[] atRisk =
        [
            .. looked.Where(one => one.Result.ReasonCode == DiagnosisResult.AtRiskCode)
                .Select(one => new AtRiskReply(one.Result.Instance.Value, one.Result.IncidentId?.ToString(), language.Words.Say(one.Result.Told))),
        ];
        int failedCount = looked.Count(one => one.HasFailed);
        return new FunctionReply
        {
            Outcome = Outcome.Accepted,
            Event = eventName,
            Reason = failedCount > 0 ? "some-failed" : null,
            Told = Replied.Swept(fleetCount, atRisk.Length, looked.Count(one => one.IsUnderWay), startedCount, failedCount, fleetCount - looked.Length),
            AtRisk = atRisk,
            Instances = [.. looked.Select(Row)],
        }.In(language);
    }

    private static InstanceReply Row(SweptInstance one) => new(
        one.Result.Instance.Value,
        one.HasFailed ? Outcome.Failed : Outcome.Accepted,
        one.Result.ReasonCode,
        one.Result.IncidentId?.ToString(),
        one.Result.Phase?.ToString());

    private static Trigger Asked(ManualAction action, InstanceId instance, ManualRequest sweep) =>
        new() { Kind = TriggerKind.Manual, Request = new ManualRequest(action, instance, Wait: false, sweep.By ?? FleetSweep.Name) };
}
