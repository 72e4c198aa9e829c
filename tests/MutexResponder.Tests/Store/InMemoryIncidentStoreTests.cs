using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Store;

public sealed class InMemoryIncidentStoreTests : IncidentStoreContract
{
    protected override Task<IIncidentStore> CreateEmptyAsync() => Task.FromResult<IIncidentStore>(new InMemoryIncidentStore());
}
