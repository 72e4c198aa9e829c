using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Store;

public sealed class InMemoryIncidentStoreTests : IncidentStoreContract
{
    protected override Task<IIncidentStore> CreateEmptyAsync() => Task.FromResult<IIncidentStore>(new InMemoryIncidentStore());
}
