using System.Globalization;
using System.IO.Compression;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// An incident as a DynamoDB item. The JSON is compressed: three command outputs of 24,000 characters are some 80 KB of text
/// that shrink five-fold, writes are billed by the KB, and even an output of nothing but escaped characters stays below DynamoDB's 400 KB.
/// </summary>
internal static class IncidentItem
{
    /// <summary>DynamoDB refuses items above 400 KB; the rest is left for the other attributes.</summary>
    public const int MaxCompressedBytes = 390 * 1024;

    /// <summary>What a record may unpack to: far above any real one, far below the function's memory.</summary>
    public const int MaxJsonBytes = 8 * 1024 * 1024;

    private const string Person = "person";

    /// <param name="incident">The record.</param>
    /// <param name="writeId">Names the save that writes it.</param>
    /// <param name="retention">How long a finished record is kept.</param>
    /// <exception cref="RemoteCallException">The record is too large for one item.</exception>
    public static Dictionary<string, AttributeValue> Write(Incident incident, string writeId, TimeSpan retention)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [IncidentTable.KeyAttribute] = new(IncidentTable.KeyOf(incident.Instance)),
            [IncidentTable.IncidentAttribute] = new() { B = Compress(incident) },
            [IncidentTable.VersionAttribute] = IncidentTable.Number(incident.Version),
            [IncidentTable.WriteIdAttribute] = new(writeId),
            [IncidentTable.IdAttribute] = new(incident.Id.ToString()),
            [IncidentTable.PhaseAttribute] = new(incident.Phase.ToString()),
            [IncidentTable.GoalAttribute] = new(incident.Goal.Kind.ToString()),
            [IncidentTable.OpenedAtAttribute] = new(SortableTime(incident.OpenedAt)),
        };
        if (!string.IsNullOrEmpty(incident.ReasonCode))
        {
            item[IncidentTable.ReasonCodeAttribute] = new(incident.ReasonCode);
        }

        if (incident.IsUnfinished)
        {
            item[IncidentTable.UnfinishedAttribute] = new(IncidentTable.UnfinishedValue);
            UnfinishedIncident listed = UnfinishedIncident.Of(incident);
            item[IncidentTable.LookAtAttribute] = new(SortableTime(listed.LookAt));
            if (listed.WaitsForPerson)
            {
                item[IncidentTable.WaitsForAttribute] = new(Person);
            }

            if (incident.State is State.AwaitingApproval waiting)
            {
                item[IncidentTable.AnswerByAttribute] = new(SortableTime(waiting.ExpiresAt));
            }
        }
        else if (incident.State is State.Ended ended)
        {
            item[IncidentTable.ExpiresAtAttribute] = IncidentTable.Number((ended.At + retention).ToUnixTimeSeconds());
        }

        if (incident is { IsHistory: true, State: State.Ended { At: var closedAt } })
        {
            item[IncidentTable.EndedAttribute] = new(incident.Goal is Goal.Prevent ? IncidentTable.EndedPreventionValue : IncidentTable.EndedValue);
            item[IncidentTable.ClosedAtAttribute] = new(SortableTime(closedAt));
        }

        return item;
    }

    /// <summary>An ended incident in the place where it stays when the next one begins on its instance.</summary>
    public static Dictionary<string, AttributeValue> WriteEnded(Incident incident, string writeId, TimeSpan retention)
    {
        Dictionary<string, AttributeValue> item = Write(incident, writeId, retention);
        item[IncidentTable.KeyAttribute] = new(IncidentTable.KeyOfEnded(incident.Id));
        return item;
    }

    /// <returns>A line of either index; null where its attributes do not say what it is.</returns>
    public static ListedIncident? ReadLine(Dictionary<string, AttributeValue> item)
    {
        return IncidentId.TryParse(Text(item, IncidentTable.IdAttribute), out IncidentId id)
            && Enum.TryParse(Text(item, IncidentTable.PhaseAttribute), out IncidentPhase phase)
            && Enum.TryParse(Text(item, IncidentTable.GoalAttribute), out IncidentGoal goal)
            ? new ListedIncident(
                id.Instance, id, phase, goal, Text(item, IncidentTable.ReasonCodeAttribute), ReadTime(item, IncidentTable.OpenedAtAttribute) ?? DateTimeOffset.MinValue,
                ReadTime(item, IncidentTable.ClosedAtAttribute), ReadTime(item, IncidentTable.AnswerByAttribute))
            : null;
    }

    private static string Text(Dictionary<string, AttributeValue> item, string name) => item.TryGetValue(name, out AttributeValue? text) ? text.S ?? "" : "";

    /// <exception cref="RemoteCallException">The item is not one of ours, or of a version that this one cannot read.</exception>
    public static Incident Read(InstanceId instance, Dictionary<string, AttributeValue> item)
    {
        if (!item.TryGetValue(IncidentTable.IncidentAttribute, out AttributeValue? packed) || packed.B is null)
        {
            throw Unreadable(instance, $"it has no binary attribute '{IncidentTable.IncidentAttribute}'", null);
        }

        byte[] json;
        try
        {
            json = Decompress(packed.B);
        }
        catch (InvalidDataException exception)
        {
            throw Unreadable(instance, exception.Message, exception);
        }

        return IncidentJson.TryRead(json, out Incident? incident, out string? error) ? incident : throw Unreadable(instance, error, null);
    }

    /// <returns>A line of the index; null where it is of no instance. What an older version wrote has no times of its own and is due at once.</returns>
    public static UnfinishedIncident? ReadListed(Dictionary<string, AttributeValue> item)
    {
        if (!item.TryGetValue(IncidentTable.KeyAttribute, out AttributeValue? key) || !IncidentTable.TryReadKey(key.S, out InstanceId instance))
        {
            return null;
        }

        DateTimeOffset openedAt = ReadTime(item, IncidentTable.OpenedAtAttribute) ?? DateTimeOffset.MinValue;
        bool isOpen = !(item.TryGetValue(IncidentTable.PhaseAttribute, out AttributeValue? phase)
            && phase.S is nameof(IncidentPhase.Resolved) or nameof(IncidentPhase.NoAction) or nameof(IncidentPhase.Escalated));
        return new UnfinishedIncident(
            instance, openedAt, ReadTime(item, IncidentTable.LookAtAttribute) ?? openedAt, isOpen, item.ContainsKey(IncidentTable.WaitsForAttribute))
        {
            Goal = Enum.TryParse(Text(item, IncidentTable.GoalAttribute), out IncidentGoal goal) ? goal : IncidentGoal.Recover,
        };
    }

    /// <returns>Null where it has no such time.</returns>
    public static DateTimeOffset? ReadTime(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out AttributeValue? text)
            && DateTimeOffset.TryParse(text.S, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static MemoryStream Compress(Incident incident)
    {
        byte[] json = IncidentJson.Write(incident);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(json);
        }

        if (json.Length > MaxJsonBytes || packed.Length > MaxCompressedBytes)
        {
            throw new RemoteCallException(
                RemoteCallFailure.Invalid,
                $"The record of incident {incident.Id} is too large to store: {json.Length} bytes of JSON, {packed.Length} compressed; {MaxCompressedBytes} fit.");
        }

        packed.Position = 0;
        return packed;
    }

    private static byte[] Decompress(MemoryStream packed)
    {
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var json = new MemoryStream();
        byte[] block = new byte[16 * 1024];
        int count;
        while ((count = gzip.Read(block)) > 0)
        {
            if (json.Length + count > MaxJsonBytes)
            {
                throw new InvalidDataException($"it unpacks to more than {MaxJsonBytes} bytes");
            }

            json.Write(block, 0, count);
        }

        return json.ToArray();
    }

    // Fixed width and always UTC, so that the order of the texts is the order of the times.
    public static string SortableTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static RemoteCallException Unreadable(InstanceId instance, string why, Exception? innerException) =>
        new(RemoteCallFailure.Invalid, $"The stored record of {instance} cannot be read: {why}", innerException);
}
