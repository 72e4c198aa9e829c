using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Requests;

namespace MutexResponder.Fleet;

/// <summary>
/// Keeps the state of the fleet: finds the opted-in instances page by page, looks at each when it is due, and keeps what it saw. Level-triggered: each
/// step can be lost or done twice, and the next tick goes on from what is stored. Nothing here is longer than a page.
/// </summary>
/// <remarks>
/// Calls of one look: SendCommand and its save; at its end the look at the incident's record, at the entry, GetCommandInvocation and the save. Of
/// one search: a DescribeInstances and a BatchGetItem for 100 instances. Where a prevention may follow, a tick reads the walk once more, and a
/// machine that one is due for writes it.
/// </remarks>
public sealed partial class FleetSweep(
    IFleetStore store,
    IPageInstances instances,
    IFindInstances find,
    ISendCommands send,
    IReadCommands read,
    IReconcile reconcile,
    IKeepFleetRecord record,
    ClearanceRules rules,
    FleetSchedule schedule,
    Policy policy,
    TimeProvider time,
    ILogger<FleetSweep> log)
{
    /// <summary>What the comment of each of its commands begins with; an incident's begins with the incident's id.</summary>
    public const string LookComment = "mr-look-";

    /// <summary>Looks that one tick begins or gives up: 1,200 an hour, so that 10,000 instances are looked at once in 8 to 9 hours and not faster.</summary>
    public const int MaxLooks = 20;

    /// <summary>Pages of instances that one tick reads: 18,000 instances an hour.</summary>
    public const int MaxPages = 3;

    /// <summary>Pages that one search by hand reads: 1,000 instances.</summary>
    public const int MaxPagesAtOnce = 10;

    /// <summary>What was found out within this time is not found out anew by hand.</summary>
    public static readonly TimeSpan ResultLifetime = TimeSpan.FromMinutes(15);

    private const int MaxWalkSaves = 3;
    private const int MaxRestsOnChars = 160;
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(120);

    /// <summary>The fleet is looked at by itself: not where prevention is off, or where no tag says which instances are ours.</summary>
    public bool IsOn => policy.Prevention != PreventionMode.Off && HasInstances && schedule.Period > TimeSpan.Zero;

    /// <summary>A tag says which instances are ours.</summary>
    public bool HasInstances => rules.OptInTagKey is not null;

    /// <summary>Does what is due, as far as the invocation's time goes; what fails is due again at the next tick.</summary>
    /// <param name="unfinished">The incidents that were not finished.</param>
    /// <param name="listedAt">When they were asked for; their own looks may have taken minutes since.</param>
    /// <param name="cancellationToken">Where it ends it, the next tick goes on.</param>
    public async Task TickAsync(IReadOnlyList<UnfinishedIncident> unfinished, DateTimeOffset listedAt, CancellationToken cancellationToken)
    {
        try
        {
            // A sweep by hand calls for preventions also where nothing is looked at by itself.
            bool mayBegin = HasInstances && MayPrevent;
            if (IsOn || mayBegin)
            {
                await WalkAsync(cancellationToken).ConfigureAwait(false);
            }

            if (IsOn)
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }

            if (mayBegin)
            {
                await BeginPreventionsAsync(unfinished, listedAt, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (RemoteCallException failed)
        {
            NotKept(failed.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next tick goes on from what is stored.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (FleetEntry due in await store.ListDueAsync(time.GetUtcNow(), MaxLooks, cancellationToken).ConfigureAwait(false))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            await TryAsync(
                due.Instance, () => due.CommandId is null ? AskAsync(due, null, cancellationToken) : CollectAsync(due, due.CommandId, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One instance must not keep the others from being looked at; it is due as before.</summary>
    private async Task<bool> TryAsync(InstanceId instance, Func<Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look().ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (RemoteCallException failed)
        {
            NotLookedAt(instance, failed.Message);
            return false;
        }
    }

    /// <summary>A command ended that no incident waits for.</summary>
    public async Task CommandEndedAsync(InstanceId instance, string? commandId, CancellationToken cancellationToken)
    {
        if (HasInstances && commandId is not null && await store.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { } entry && entry.CommandId == commandId)
        {
            await CollectAsync(entry, commandId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A person wants to know now: searches for instances from the beginning, and begins looks at those of which nothing young is known.
    /// </summary>
    /// <param name="maxLooks">Looks to begin at most.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Where it ends it, what was begun goes on.</param>
    /// <exception cref="RemoteCallException">EC2 or the store could not answer.</exception>
    public async Task<FleetLooks> BeginLooksAsync(int maxLooks, Asker by, CancellationToken cancellationToken)
    {
        await SearchAsync(null, MaxPagesAtOnce, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        List<InstanceId> begun = [], running = [];
        int leftCount = 0, failedCount = 0;
        string? after = null;
        do
        {
            (IReadOnlyList<FleetEntry> page, after) = await store.ListAsync(after, cancellationToken).ConfigureAwait(false);
            foreach (FleetEntry entry in page)
            {
                // Protects from a look whose end was lost, where nobody looks by itself: it would be under way for ever.
                if (entry.CommandId is not null && now < entry.DueAt)
                {
                    running.Add(entry.Instance);
                }
                else if (entry.LookedAt > now - ResultLifetime || entry.Version == 0)
                {
                    continue;
                }
                else if (begun.Count + failedCount >= maxLooks || cancellationToken.IsCancellationRequested)
                {
                    leftCount++;
                }
                else if (await TryAsync(entry.Instance, () => AskAsync(entry, by, cancellationToken), cancellationToken).ConfigureAwait(false))
                {
                    begun.Add(entry.Instance);
                }
                else
                {
                    failedCount++;
                }
            }
        }
        while (after is not null && !cancellationToken.IsCancellationRequested);
        return new FleetLooks([.. begun], [.. running], failedCount, leftCount);
    }

    /// <summary>Takes the ends of looks that were not heard of.</summary>
    /// <returns>Those of <paramref name="looks"/> that go on.</returns>
    public async Task<IReadOnlyList<InstanceId>> CollectAsync(IReadOnlyList<InstanceId> looks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(looks);
        List<InstanceId> goingOn = [];
        foreach (InstanceId instance in looks)
        {
            bool goesOn = false;
            await TryAsync(instance, async () =>
            {
                if (await store.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { CommandId: { } commandId } entry)
                {
                    await CollectAsync(entry, commandId, cancellationToken).ConfigureAwait(false);
                    goesOn = true;
                }
            }, cancellationToken).ConfigureAwait(false);
            if (goesOn)
            {
                goingOn.Add(instance);
            }
        }

        return goingOn;
    }

    /// <summary>
    /// What an incident ended on is the newest that is known of its instance. Nothing new follows from it: the incident had its say. Nor does it put off
    /// what is due: anybody can write the line that an incident begins with. Where it cannot be written, the next scheduled look brings it.
    /// </summary>
    public async Task NoteAsync(InstanceId instance, Look last, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(last);
        if (IsOn && last.Evidence is { } evidence)
        {
            await TryAsync(instance, async () =>
            {
                if (await store.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { } entry && !(entry.LookedAt >= last.ReadAt))
                {
                    FleetEntry looked = Looked(entry, evidence, last.ReadAt).Entry;
                    bool isStillDue = entry.IsPreventionDue && looked.IsPreventionDue;
                    looked = looked with
                    {
                        DueAt = entry.CommandId is null && entry.DueAt < looked.DueAt ? entry.DueAt : looked.DueAt,
                        IsPreventionDue = isStillDue,
                        AskedBy = isStillDue ? entry.AskedBy : null,
                    };
                    await store.TrySaveAsync(looked, cancellationToken).ConfigureAwait(false);
                }
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is kept, without a new look.</summary>
    public async Task<FleetTally> TallyAsync(CancellationToken cancellationToken)
    {
        FleetTally tally = new();
        string? after = null;
        do
        {
            (IReadOnlyList<FleetEntry> page, after) = await store.ListAsync(after, cancellationToken).ConfigureAwait(false);
            tally = page.Aggregate(tally, (sum, entry) => sum.Add(entry));
        }
        while (after is not null);
        return tally;
    }

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        FleetWalk walk = await store.FindWalkAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        if (walk.Token is null && now < walk.BegunAt + FleetWalk.Period)
        {
            return;
        }

        DateTimeOffset begunAt = walk.Token is null ? now : walk.BegunAt;
        string? token = walk.Token;
        try
        {
            token = IsOn ? await SearchAsync(token, MaxPages, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (RemoteCallException failed)
        {
            // A mark of EC2's that is no longer good would fail for ever: the search begins anew.
            NotSearched(failed.Message);
            token = failed.Failure == RemoteCallFailure.Unavailable ? token : null;
        }

        FleetWalk next = walk with { Version = walk.Version + 1, BegunAt = begunAt, Token = token };
        if (token is null)
        {
            next = await ShowAsync(next, cancellationToken).ConfigureAwait(false);
        }

        for (int attempt = 1; !await store.TrySaveWalkAsync(next, cancellationToken).ConfigureAwait(false) && attempt < MaxWalkSaves; attempt++)
        {
            // The end of a look has written down whom a prevention is due for; another search of the same pages has the word.
            FleetWalk other = await store.FindWalkAsync(cancellationToken).ConfigureAwait(false);
            if ((other.BegunAt, other.Token) != (walk.BegunAt, walk.Token))
            {
                return;
            }

            next = (next with { Version = other.Version, Begun = other.Begun }).With(other.Waiting);
        }
    }

    /// <summary>Writes down the instances that are not known yet.</summary>
    /// <param name="token">EC2's mark to go on from; null to begin.</param>
    /// <param name="pagesLeft">Pages to read at most.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The mark of the page after; null where the last one was read.</returns>
    private async Task<string?> SearchAsync(string? token, int pagesLeft, CancellationToken cancellationToken)
    {
        do
        {
            (IReadOnlyList<InstanceId> page, token) = await instances.ListPageAsync(rules.OptInTagKey!, rules.OptInTagValue, token, cancellationToken).ConfigureAwait(false);
            IReadOnlySet<InstanceId> known = page.Count == 0 ? ImmutableHashSet<InstanceId>.Empty : await store.KnownAsync(page, cancellationToken).ConfigureAwait(false);
            foreach (InstanceId news in page.Where(instance => !known.Contains(instance)))
            {
                await store.TrySaveAsync(FleetSchedule.Found(news, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            }
        }
        while (token is not null && --pagesLeft > 0);
        return token;
    }

    /// <summary>People see the fleet as it was counted at the end of a search: once an hour, and only where it says something else. What nobody looks at by itself is only counted.</summary>
    private async Task<FleetWalk> ShowAsync(FleetWalk walk, CancellationToken cancellationToken)
    {
        try
        {
            FleetTally tally = await TallyAsync(cancellationToken).ConfigureAwait(false);
            walk = walk with { Waiting = tally.PreventionsDue };
            if (!IsOn)
            {
                return walk;
            }

            string shown = string.Create(CultureInfo.InvariantCulture, $"{tally.AtRiskCount} {string.Join(' ', tally.Risks.Select(risk => $"{risk.Key}:{risk.Value}"))} {string.Join(' ', tally.AtRisk.Select(entry => $"{entry.Instance}{(entry.StaleBecause is null ? "" : "?")}"))}");
            bool isNew = shown != walk.Shown || (tally.AtRiskCount > 0 && walk.HumanRecordId is null);
            string? id = await record.ShowAsync(tally, walk.HumanRecordId, isNew, cancellationToken).ConfigureAwait(false);
            return walk with { HumanRecordId = id, Shown = shown };
        }
        catch (RemoteCallException failed)
        {
            // The next search shows it.
            NotShown(failed.Message);
            return walk;
        }
    }

    private async Task AskAsync(FleetEntry entry, Asker? by, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        try
        {
            string comment = string.Create(CultureInfo.InvariantCulture, $"{LookComment}{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{entry.Instance} v{entry.Version + 1}");
            string commandId = await send.SendAsync(
                new CommandRequest(entry.Instance, CommandKind.Inspect, ImmutableSortedDictionary<string, string>.Empty, comment, DeliveryTimeout), cancellationToken).ConfigureAwait(false);

            // Where this is lost the look ends unheard, and is made again: it changes nothing.
            await store.TrySaveAsync(FleetSchedule.Asked(entry, commandId, by, now), cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException refused) when (refused.Failure != RemoteCallFailure.Unavailable)
        {
            await OnRefusalAsync(entry, refused, now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>SSM does not take the look: the instance may be gone, or not be ours any more.</summary>
    private async Task OnRefusalAsync(FleetEntry entry, RemoteCallException refused, DateTimeOffset now, CancellationToken cancellationToken)
    {
        InstanceFacts? facts = await find.FindAsync(entry.Instance, cancellationToken).ConfigureAwait(false);
        if (facts is null or { State: "terminated" or "shutting-down" } || !rules.IsOptedIn(facts))
        {
            await store.RemoveAsync(entry, cancellationToken).ConfigureAwait(false);
            return;
        }

        string why = facts.State != "running" ? "instance-not-running" : refused.Failure == RemoteCallFailure.AgentSilent ? "command-undelivered" : "command-refused";
        await store.TrySaveAsync(schedule.Failed(entry, why, now), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A look's end may not have been heard of; where its time is up it is given up.</summary>
    private async Task CollectAsync(FleetEntry entry, string commandId, CancellationToken cancellationToken)
    {
        CommandReport report = await read.ReadAsync(entry.Instance, CommandKind.Inspect, commandId, cancellationToken).ConfigureAwait(false);
        if (report.HasEnded)
        {
            await ConcludeAsync(entry, report, cancellationToken).ConfigureAwait(false);
        }
        else if (entry.DueAt <= time.GetUtcNow())
        {
            await store.TrySaveAsync(schedule.Failed(entry, "inspection-timed-out", time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ConcludeAsync(FleetEntry entry, CommandReport report, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        (Evidence? evidence, _) = EvidenceReader.Read(report.Step("collect")?.Stdout ?? "");
        if (evidence is null)
        {
            string why = report.Status == CommandStatus.Undelivered ? "command-undelivered" : "evidence-incomplete";
            await store.TrySaveAsync(schedule.Failed(entry, why, now), cancellationToken).ConfigureAwait(false);
            return;
        }

        (FleetEntry looked, bool isDown) = Looked(entry, evidence, now);
        if (!await store.TrySaveAsync(looked, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (isDown)
        {
            // Nobody may have reported it. Answered as any outage, and again after each pause for as long as it lasts.
            await AskForAsync(ManualAction.Remediate, entry, cancellationToken).ConfigureAwait(false);
        }
        else if (looked.IsPreventionDue)
        {
            // Where this is lost, the next count brings it.
            FleetWalk walk = await store.FindWalkAsync(cancellationToken).ConfigureAwait(false);
            await store.TrySaveWalkAsync(walk.With([entry.Instance]), cancellationToken).ConfigureAwait(false);
        }
    }

    private (FleetEntry Entry, bool IsDown) Looked(FleetEntry entry, Evidence evidence, DateTimeOffset now)
    {
        Outlook outlook = Short(Outlook.Of(evidence));
        bool isDown = Diagnoser.IsOutage(evidence);
        return (schedule.Looked(entry, outlook, now, isDown) with { IsPreventionDue = MayPrevent && outlook is Outlook.AtRisk { IsMendable: true } }, isDown);
    }

    private bool MayPrevent => Preventing.ModeOf(policy.Prevention) is not null;

    /// <summary>
    /// Asks for as many preventions as there are places that no incident has or may want. An outage comes first, and whatever waits for a
    /// person may be approved at any moment.
    /// </summary>
    private async Task BeginPreventionsAsync(IReadOnlyList<UnfinishedIncident> unfinished, DateTimeOffset listedAt, CancellationToken cancellationToken)
    {
        FleetWalk walk = await store.FindWalkAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        IEnumerable<InstanceId> begun = walk.Begun.Where(one => listedAt - one.At < FleetWalk.BegunLifetime).Select(one => one.Instance);
        int taken = unfinished.Where(one => one.IsOpen).Select(one => one.Instance).Union(begun).Count();
        InstanceId[] next = [.. walk.Waiting.Take(rules.FleetCapacity - taken)];

        // Protects from two invocations that see the same places free: one of them writes it down first.
        FleetWalk going = walk with
        {
            Version = walk.Version + 1,
            Waiting = [.. walk.Waiting.Except(next)],
            Begun = [.. walk.Begun.Where(one => now - one.At < FleetWalk.BegunRetention), .. next.Select(instance => new BegunPrevention(instance, now))],
        };
        if (next.Length == 0 || !await store.TrySaveWalkAsync(going, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (InstanceId instance in next.TakeWhile(_ => time.GetUtcNow() - now < FleetWalk.BeginTimeout))
        {
            await TryAsync(instance, () => BeginPreventionAsync(instance, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task BeginPreventionAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        // Refused it is due as before, and the next count brings it: what is in its way ends.
        if (await store.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { IsPreventionDue: true } entry
            && await AskForAsync(ManualAction.Prevent, entry, cancellationToken).ConfigureAwait(false) is { IsRefusal: false })
        {
            await store.TrySaveAsync(entry with { Version = entry.Version + 1, IsPreventionDue = false, AskedBy = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<ReconcileResult> AskForAsync(ManualAction action, FleetEntry entry, CancellationToken cancellationToken)
    {
        ManualRequest request = new(action, entry.Instance, Wait: false, entry.AskedBy?.Name)
        {
            IsFromSweep = true,
            IsFromSchedule = entry.AskedBy is null,
            IsFromRunbook = entry.AskedBy is { IsProven: true },
        };
        return reconcile.ReconcileAsync(entry.Instance, new Trigger { Kind = TriggerKind.Manual, Request = request }, cancellationToken);
    }

    /// <summary>What it rests on may quote the machine at any length; an entry is read by the thousand.</summary>
    private static Outlook Short(Outlook outlook) => outlook is Outlook.AtRisk atRisk
        ? new Outlook.AtRisk([.. atRisk.Risks.Select(risk => risk with
        {
            RestsOn = [.. risk.RestsOn.Select(what => what.Cut(MaxRestsOnChars))],
        })])
        : outlook;

    [LoggerMessage(LogLevel.Warning, "The fleet's look at {InstanceId} failed: {Reason}")]
    private partial void NotLookedAt(InstanceId instanceId, string reason);

    [LoggerMessage(LogLevel.Warning, "The state of the fleet could not be read or written: {Reason}")]
    private partial void NotKept(string reason);

    [LoggerMessage(LogLevel.Warning, "The search for instances failed: {Reason}")]
    private partial void NotSearched(string reason);

    [LoggerMessage(LogLevel.Warning, "The state of the fleet could not be shown: {Reason}")]
    private partial void NotShown(string reason);
}
