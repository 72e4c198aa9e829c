using System.Globalization;
using Microsoft.Extensions.Logging;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reporting;

namespace MutexResponder.Messages;

/// <summary>
/// Tells people of each change of state that they need to know of, once, in words. In a storm the first <see cref="MaxSingle"/> of
/// <see cref="Window"/> are told of singly, and the rest of them together when it is over. Preventions are counted apart.
/// </summary>
/// <param name="topics">Where the messages go, each in its own form; one at least.</param>
/// <param name="counts">What was told lately, over all processes.</param>
/// <param name="source">Who tells.</param>
/// <param name="time">The function's clock.</param>
/// <param name="log">Told of a topic that did not take a message where another did.</param>
public sealed partial class PeopleTold(IReadOnlyList<IPublishMessages> topics, ICountMessages counts, MessageSource source, TimeProvider time, ILogger<PeopleTold> log) : ITellPeople
{
    /// <summary>Messages of one stretch of time that are told of singly.</summary>
    public const int MaxSingle = 5;

    /// <summary>The stretch: it begins at a full five minutes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public async Task<string?> TellAsync(Incident incident, CancellationToken cancellationToken)
    {
        if (StateOf(incident) is not { } state || state == incident.ToldOf)
        {
            return null;
        }

        string window = NameOf(time.GetUtcNow());

        // Protects from a fleet's preventions that take an outage's message away, or its place among those that are held back.
        (string counted, int maxHeld) = incident.Goal is Goal.Prevent ? ($"{window}-prevent", ICountMessages.MaxHeldPreventions) : (window, ICountMessages.MaxHeld);
        bool isSingle = await counts.CountAsync(counted, 1, cancellationToken).ConfigureAwait(false) <= MaxSingle;
        try
        {
            await (isSingle
                ? PublishAsync(MessageText.Of(IncidentReport.From(incident), source), cancellationToken)
                : counts.HoldAsync(new HeldChange(window, incident.Instance, incident.Phase, incident.Goal.Kind).ToString(), maxHeld, cancellationToken)).ConfigureAwait(false);
        }
        catch (RemoteCallException)
        {
            // It will be tried again, and must not be counted again: retries alone are no storm.
            await counts.CountAsync(counted, -1, cancellationToken).ConfigureAwait(false);
            throw;
        }

        return state;
    }

    public async Task TellOfStormAsync(CancellationToken cancellationToken)
    {
        string now = NameOf(time.GetUtcNow());
        string[] over = [.. (await counts.ListHeldAsync(cancellationToken).ConfigureAwait(false)).Where(change => !change.StartsWith(now, StringComparison.Ordinal))];
        if (over.Length > 0)
        {
            HeldChange[] changes = [.. over.Select(change => HeldChange.TryParse(change, out HeldChange? held) ? held : null).OfType<HeldChange>()];
            await PublishAsync(MessageText.OfStorm(over.Length, changes, source), cancellationToken).ConfigureAwait(false);

            // After the telling: what nobody took is told of at the next tick, and twice rather than never.
            await counts.ForgetHeldAsync(over, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>To all topics. Where one of them took it, people know: it is not sent to that one again because of another.</summary>
    private async Task PublishAsync(Message message, CancellationToken cancellationToken)
    {
        List<RemoteCallException> failures = [];
        foreach (IPublishMessages topic in topics)
        {
            try
            {
                await topic.PublishAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteCallException e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count == topics.Count)
        {
            throw failures[0];
        }

        foreach (RemoteCallException failure in failures)
        {
            LogPartly(message.Subject, failure.Message);
        }
    }

    /// <summary>The name of a state that people are told of; null for one that passes by itself into one that they are, that ends what nobody was told of, or that repeats what they know.</summary>
    public static string? StateOf(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.State switch
        {
            State.WaitingForSlot => "waiting-for-slot",
            State.AwaitingApproval { ApprovedBy: null } => $"awaiting-approval {incident.Proposal?.Digest}",
            State.AwaitingApproval => $"awaiting-second-approval {incident.Proposal?.Digest}",
            State.Ended when incident.ToldOf is null && (incident.IsRepeat || incident.Phase == IncidentPhase.NoAction) => null,
            State.Ended { Ending: var ending } => ending.ToString(),
            _ => null,
        };
    }

    private static string NameOf(DateTimeOffset at) =>
        new DateTimeOffset(at.UtcTicks - (at.UtcTicks % Window.Ticks), TimeSpan.Zero).ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One topic did not take '{Subject}': {Why}")]
    private partial void LogPartly(string subject, string why);
}
