using MutexResponder.Lambda.Store;

namespace MutexResponder.Tests.Store;

public sealed class IncidentTableTests
{
    [Theory]
    [InlineData("instance#i-00000000000000001", true, false)]
    [InlineData("fleet#i-00000000000000001", false, true)]
    [InlineData("Instance#i-00000000000000001", false, false)]
    [InlineData("somebody#i-00000000000000001", false, false)]
    [InlineData("other#i-00000000000000001", false, false)]
    [InlineData("instance#", false, false)]
    [InlineData("slot#", false, false)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    public void Key_IsOfItsOwnKindAlone(string? key, bool isIncident, bool isFleet)
    {
        Assert.Equal((isIncident, isFleet), (IncidentTable.TryReadKey(key, out _), IncidentTable.TryReadFleetKey(key, out _)));
    }
}
