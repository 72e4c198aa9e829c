using Microsoft.Extensions.Logging;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>Shows an incident to people, and tells them of it. Neither's failure stops the response, or the other; the tick catches up.</summary>
internal sealed class Showing(RecordAccess records, IKeepHumanRecord human, ITellPeople people, ConflictPause pause, ILogger log)
{
    /// <summary>
    /// Of an incident that was just opened nothing is known but a log line. The inspection is over in seconds and says what it is;
    /// where it is not, the next tick shows what there is.
    /// </summary>
    public static bool MayWait(Incident incident, Trigger trigger) =>
        incident is { State: State.Inspecting, HumanRecordId: null } && trigger.Kind != TriggerKind.Tick;

    /// <summary>
    /// Shows it where that is due. A showing that took long may have overwritten a newer one, so whoever finds the record moved on
    /// meanwhile shows the newest again.
    /// </summary>
    /// <returns>The record as it stands after that; null where there is none.</returns>
    public async Task<Incident?> ShowAsync(Incident? incident, CancellationToken cancellationToken)
    {
        Incident? current = incident;
        for (int round = 0; round < Reconciler.MaxConflicts && current is { ShowPending: true }; round++)
        {
            Shown shown = await TryShowAsync(current, cancellationToken).ConfigureAwait(false);
            if (!shown.IsDone && shown.ToldOf is null)
            {
                return current;
            }

            Incident next = shown.On(current) with { Version = current.Version + 1 };
            if (await records.SaveAsync(next, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return next;
            }

            await pause.WaitAsync(round, cancellationToken).ConfigureAwait(false);

            // What was shown just now may be older than what somebody else has shown: the newest must be shown last.
            Incident? newest = await records.FindAsync(current.Instance, cancellationToken).ConfigureAwait(false);
            current = newest?.Id == current.Id ? newest with { ShowPending = true, ToldOf = shown.ToldOf ?? newest.ToldOf } : newest;
        }

        return current;
    }

    /// <summary>Shows and tells it once; nothing is written.</summary>
    public async Task<Shown> TryShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        // Denied as well: a permission that is granted tomorrow catches up tomorrow, at one call a tick.
        Shown shown = new(IsDone: true, null, null);
        try
        {
            shown = shown with { RecordId = await human.ShowAsync(incident, cancellationToken).ConfigureAwait(false) };
        }
        catch (RemoteCallException notNow)
        {
            log.NotShown(incident.Id, notNow.Message);
            shown = shown with { IsDone = false };
        }

        try
        {
            return shown with { ToldOf = await people.TellAsync(incident, cancellationToken).ConfigureAwait(false) };
        }
        catch (RemoteCallException notNow)
        {
            log.NotTold(incident.Id, notNow.Message);
            return shown with { IsDone = false };
        }
    }

    /// <summary>What was shown and told.</summary>
    /// <param name="IsDone">All that was due.</param>
    /// <param name="RecordId">The human record's id; null where none is kept, or it was not shown.</param>
    /// <param name="ToldOf">The state that people were told of just now; null where they were not.</param>
    public sealed record Shown(bool IsDone, string? RecordId, string? ToldOf)
    {
        /// <summary>The record with that written down.</summary>
        public Incident On(Incident incident) => incident with { HumanRecordId = RecordId ?? incident.HumanRecordId, ToldOf = ToldOf ?? incident.ToldOf, ShowPending = !IsDone };
    }
}
