using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class ExhaustiveTests
{
    /// <summary>Every so manieth pair; the console program tries them all.</summary>
    private const int PairStride = 97;

    public static TheoryData<string> Courses => [.. Course.All.Select(course => course.Name)];

    [Theory]
    [MemberData(nameof(Courses))]
    public void EverySingleFaultAndCrashPoint_EveryInvariantHolds(string name)
    {
        Course course = Course.All.Single(one => one.Name == name);

        ExhaustiveResult result = Exhaustive.Singles(course);

        Assert.Equal(Exhaustive.CallsOf(course).Count * 6, result.Count);
        Assert.Empty(result.Failures);
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public void PairsOfPassingFaults_EndWell(string name)
    {
        ExhaustiveResult result = Exhaustive.Pairs(Course.All.Single(one => one.Name == name), PairStride);

        Assert.True(result.Count > 100, $"only {result.Count} pairs were tried");
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
