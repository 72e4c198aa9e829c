using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>Two incidents within one second had one id, and with it one backup on the instance and one record for people.</summary>
public class TwoIncidentsOneIdTests
{
    [Fact]
    public async Task ThreeIncidentsWithinASecond_ThreeIds()
    {
        var responder = new Responder();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Invalid, "InvalidInstanceId");
        List<IncidentId> ids = [];
        for (int i = 0; i < 3; i++)
        {
            await responder.AskAsync(ManualAction.Inspect, "aiko");
            Assert.Equal(IncidentPhase.Escalated, (await responder.IncidentAsync()).Phase);
            ids.Add((await responder.IncidentAsync()).Id);
        }

        Assert.Equal(ids, ids.Distinct());
    }
}
