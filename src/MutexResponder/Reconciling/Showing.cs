using Microsoft.Extensions.Logging;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>Shows an incident to people. Its failure never stops the response; the tick catches up.</summary>
internal sealed class Showing(RecordAccess records, IKeepHumanRecord human, ConflictPause pause, ILogger log)
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
    public async Task<Incident?> ShowAsync(Incident? incident, CancellationToken cancellationToken)
    {
        Incident? current = incident;
        for (int round = 0; round < Reconciler.MaxConflicts && current is { ShowPending: true }; round++)
        {
            (bool isShown, string? id) = await TryShowAsync(current, cancellationToken).ConfigureAwait(false);
            if (!isShown)
            {
                return current;
            }

            Incident shown = current with { Version = current.Version + 1, HumanRecordId = id ?? current.HumanRecordId, ShowPending = false };
            if (await records.SaveAsync(shown, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return shown;
            }

            await pause.WaitAsync(round, cancellationToken).ConfigureAwait(false);

            // What was shown just now may be older than what somebody else has shown: the newest must be shown last.
            current = await records.FindAsync(current.Instance, cancellationToken).ConfigureAwait(false) is { } newest ? newest with { ShowPending = true } : null;
        }

        return current ?? incident;
    }

    /// <summary>Shows it once; nothing is written.</summary>
    public async Task<(bool IsShown, string? RecordId)> TryShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await human.ShowAsync(incident, cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteCallException notNow)
        {
            // Denied as well: a permission that is granted tomorrow catches up tomorrow, at one call a tick.
            log.NotShown(incident.Id, notNow.Message);
            return (false, null);
        }
    }
}
