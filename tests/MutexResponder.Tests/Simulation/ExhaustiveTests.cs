using MutexResponder.Remediation;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class ExhaustiveTests
{
    /// <summary>Every so manieth pair; the console program tries them all.</summary>
    private const int PairStride = 13;

    [Theory]
    [InlineData(RecoveryKind.Reboot)]
    [InlineData(RecoveryKind.Restart)]
    public void EverySingleFaultAndCrashPoint_EveryInvariantHolds(RecoveryKind recovery)
    {
        ExhaustiveResult result = Exhaustive.Singles(recovery);

        Assert.Equal(Exhaustive.CallsOfUsualIncident(recovery).Count * 6, result.Count);
        Assert.Empty(result.Failures);
    }

    [Theory]
    [InlineData(RecoveryKind.Reboot)]
    [InlineData(RecoveryKind.Restart)]
    public void PairsOfPassingFaults_EndResolved(RecoveryKind recovery)
    {
        ExhaustiveResult result = Exhaustive.Pairs(recovery, PairStride);

        Assert.True(result.Count > 1000, $"only {result.Count} pairs were tried");
        Assert.Empty(result.Failures);
    }

    [Fact]
    public void UsualIncident_MakesEveryKindOfCallButTheLookup()
    {
        IReadOnlyList<PortOperation> calls = Exhaustive.CallsOfUsualIncident(RecoveryKind.Reboot);

        Assert.Equal(Enum.GetValues<PortOperation>().Except([PortOperation.FindCommandByComment, PortOperation.PutBack]), calls.Distinct().Order());
        Assert.InRange(calls.Count, 20, 60);
    }
}
