namespace MutexResponder.Lambda.Store;

/// <summary>
/// The one DynamoDB table and the names in it. <c>template.yaml</c> creates the table with exactly these:
/// <code>
/// table            HASH pk (S) · TTL attribute expiresAt · on-demand billing
/// unfinished-index HASH unfinished (S) · RANGE openedAt (S) · projection INCLUDE lookAt, waitsFor, phase
/// IAM              GetItem, PutItem, UpdateItem on the table; Query on the index
/// </code>
/// Two kinds of items live side by side:
/// <code>
/// instance#i-0abc…  incident (B: gzip of IncidentJson) · version (N) · writeId (S) · id, phase, reasonCode (S, for people in the console)
///                   · unfinished "1" + openedAt, lookAt (S), waitsFor "person" where it does, while unfinished · expiresAt (N, epoch seconds) once finished
/// slot#NAME         holders (SS of instance ids); no holders attribute where nobody holds it
/// </code>
/// The index is sparse: an item without <c>unfinished</c> is not in it, so listing costs what is open and not what ever was.
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

    public const string UnfinishedIndex = "unfinished-index";

    /// <summary>The only value of <see cref="UnfinishedAttribute"/>: one partition holds them all, in the order of their opening.</summary>
    public const string UnfinishedValue = "1";

    private const string InstancePrefix = "instance#";
    private const string SlotPrefix = "slot#";

    public static string KeyOf(InstanceId instance) => InstancePrefix + instance.Value;

    public static string KeyOfSlot(string name) => SlotPrefix + name;

    /// <returns>False where the key is not that of an instance's incident.</returns>
    public static bool TryReadKey(string? key, out InstanceId instance)
    {
        instance = default;
        return key is not null
            && key.StartsWith(InstancePrefix, StringComparison.Ordinal)
            && InstanceId.TryParse(key[InstancePrefix.Length..], out instance);
    }
}
