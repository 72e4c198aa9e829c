using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class ExhaustiveTests
{
    /// <summary>Every so manieth pair; the console program tries them all.</summary>
    private const int PairStride = 197;

    /// <summary>A run on the deployed store takes some twenty times as long.</summary>
    private const int DeployedStride = 13;

    public static TheoryData<string> Courses => [.. Course.All.Select(course => course.Name)];

    [Theory]
    [MemberData(nameof(Courses))]
    public void EverySingleFaultAndCrashPoint_EveryInvariantHolds(string name)
    {
        Course course = Course.All.Single(one => one.Name == name);

        int stride = course.Scenario.UsesDeployedStore ? DeployedStride : 1;
        ExhaustiveResult result = Exhaustive.Singles(course, stride);

        Assert.Equal(((Exhaustive.CallsOf(course).Count * 6) + stride - 1) / stride, result.Count);
        Assert.Empty(result.Failures);
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public void PairsOfPassingFaults_EndWell(string name)
    {
        Course course = Course.All.Single(one => one.Name == name);
        ExhaustiveResult result = Exhaustive.Pairs(course, course.Scenario.UsesDeployedStore ? PairStride * DeployedStride : PairStride);

        Assert.NotEqual(0, result.Count);
        Assert.Empty(result.Failures);
    }

    [Fact]
    public void UsualCourses_MakeEveryKindOfCallButTheLookup()
    {
        IReadOnlyList<PortOperation>[] calls = [.. Course.All.Select(Exhaustive.CallsOf)];

        Assert.Equal(Enum.GetValues<PortOperation>().Except([PortOperation.FindCommandByComment, PortOperation.PutBack]), calls.SelectMany(one => one).Distinct().Order());
        Assert.All(calls, one => Assert.InRange(one.Count, 20, 250));
    }
}
