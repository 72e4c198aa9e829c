using System.Collections.Immutable;
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// The one DynamoDB table and the names in it. <c>template.yaml</c> creates the table with exactly these:
/// <code>
/// table            HASH pk (S) · TTL attribute expiresAt · on-demand billing
/// unfinished-index HASH unfinished (S) · RANGE openedAt (S) · projection INCLUDE <see cref="UnfinishedProjection"/>
/// ended-index      HASH ended (S) · RANGE closedAt (S) · projection INCLUDE <see cref="EndedProjection"/>
/// IAM              GetItem, BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem on the table; Query on the indexes
/// </code>
/// Seven kinds of items live side by side:
/// <code>
/// instance#i-0abc…  incident (B: gzip of IncidentJson) · version (N) · writeId (S) · id, phase, goal, reasonCode, openedAt (S)
///                   · while unfinished: unfinished "1", lookAt (S), waitsFor "person" where it does, answerBy (S) where a plan waits
///                   · once finished: expiresAt (N, epoch seconds), and ended "1" or "prevention" + closedAt (S) where it belongs to the history
/// ended#mr-2026…    the same of an ended incident, moved here in the transaction that begins the next one on its instance
/// messages#2026…    what people were told in five minutes: count (N) · expiresAt
/// messages#held     held (SS): changes that they are to be told of together; no such attribute where there are none
/// fleet#i-0abc…     entry (S: FleetJson) · version (N) · unfinished "fleet" + openedAt, which is when it is due
/// fleet-walk        entry (S: FleetJson) · version (N)
/// slot#NAME         holders (SS of instance ids); no holders attribute where nobody holds it
/// </code>
/// The indexes are sparse: an item without the attribute is not in it, so listing costs what is listed and not what ever was.
/// </summary>
public static class IncidentTable
{
    public const string KeyAttribute = "pk";
    public const string IncidentAttribute = "incident";
    public const string VersionAttribute = "version";
    public const string WriteIdAttribute = "writeId";
    public const string IdAttribute = "id";
    public const string PhaseAttribute = "phase";
    public const string ReasonCodeAttribute = "reasonCode";
    public const string UnfinishedAttribute = "unfinished";
    public const string OpenedAtAttribute = "openedAt";
    public const string LookAtAttribute = "lookAt";
    public const string WaitsForAttribute = "waitsFor";
    public const string ExpiresAtAttribute = "expiresAt";
    public const string HoldersAttribute = "holders";
    public const string GoalAttribute = "goal";
    public const string AnswerByAttribute = "answerBy";
    public const string EndedAttribute = "ended";
    public const string ClosedAtAttribute = "closedAt";

    public const string UnfinishedIndex = "unfinished-index";

    /// <summary>The value of <see cref="UnfinishedAttribute"/> of incidents: one partition holds them all, in the order of their opening.</summary>
    public const string UnfinishedValue = "1";

    /// <summary>The value of <see cref="UnfinishedAttribute"/> of the fleet's entries: one partition holds them all, in the order in which they are due.</summary>
    public const string FleetValue = "fleet";

    public const string EntryAttribute = "entry";

    /// <summary>The key of the search for instances.</summary>
    public const string WalkKey = "fleet-walk";

    public const string EndedIndex = "ended-index";

    /// <summary>The value of <see cref="EndedAttribute"/>: one partition holds them all, in the order of their ends.</summary>
    public const string EndedValue = "1";

    /// <summary>The same of preventions: a fleet's would push the outages out of the list.</summary>
    public const string EndedPreventionValue = "prevention";

    public static ImmutableArray<string> UnfinishedProjection { get; } =
        [LookAtAttribute, WaitsForAttribute, PhaseAttribute, IdAttribute, GoalAttribute, ReasonCodeAttribute, AnswerByAttribute, EntryAttribute];

    public static ImmutableArray<string> EndedProjection { get; } = [OpenedAtAttribute, PhaseAttribute, IdAttribute, GoalAttribute, ReasonCodeAttribute];

    public const string CountAttribute = "count";
    public const string HeldAttribute = "held";

    /// <summary>The key of the changes that are held back.</summary>
    public const string HeldKey = MessagesPrefix + "held";

    private const string MessagesPrefix = "messages#";
    private const string EndedPrefix = "ended#";
    private const string InstancePrefix = "instance#";
    private const string SlotPrefix = "slot#";
    private const string FleetPrefix = "fleet#";

    public static string KeyOf(InstanceId instance) => InstancePrefix + instance.Value;

    public static string KeyOfEnded(IncidentId incidentId) => EndedPrefix + incidentId;

    public static string KeyOfMessages(string window) => MessagesPrefix + window;

    public static string KeyOfFleet(InstanceId instance) => FleetPrefix + instance.Value;

    public static string KeyOfSlot(string name) => SlotPrefix + name;

    /// <returns>False where the key is not that of an instance's incident.</returns>
    public static bool TryReadKey(string? key, out InstanceId instance) => TryRead(key, InstancePrefix, out instance);

    /// <returns>False where the key is not that of an instance's entry in the fleet.</returns>
    public static bool TryReadFleetKey(string? key, out InstanceId instance) => TryRead(key, FleetPrefix, out instance);

    private static bool TryRead(string? key, string prefix, out InstanceId instance)
    {
        instance = default;
        return key is not null && key.StartsWith(prefix, StringComparison.Ordinal) && InstanceId.TryParse(key[prefix.Length..], out instance);
    }

    /// <summary>Which item a request is about.</summary>
    internal static Dictionary<string, AttributeValue> Key(string key) => new() { [KeyAttribute] = new(key) };

    internal static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
