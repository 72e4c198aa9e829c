using System.Collections.Immutable;

namespace MutexResponder.Fleet;

/// <summary>What a sweep by hand has begun.</summary>
/// <param name="Begun">Looks that it began; SSM may have refused one, and then its entry says why.</param>
/// <param name="Running">Looks that were under way already.</param>
/// <param name="FailedCount">Instances that could not be asked: SSM or the store did not answer.</param>
/// <param name="LeftCount">Instances that are left to the next sweep.</param>
public sealed record FleetLooks(ImmutableArray<InstanceId> Begun, ImmutableArray<InstanceId> Running, int FailedCount, int LeftCount);
