using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Routing;
using MutexResponder.Ports;
using MutexResponder.Tests.Lambda.Support;
using Xunit;

namespace MutexResponder.Tests.Lambda.Routing;

public sealed class RememberedInstancesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FixedInstances _ec2 = new(FunctionUnderTest.Known);
    private readonly RememberedInstances _instances;

    public RememberedInstancesTests() => _instances = new RememberedInstances(_ec2, _time);

    [Fact]
    public async Task AskedTwiceWithinTheAge_OneCall()
    {
        await FindAsync();
        _time.Advance(RememberedInstances.MaxAge - TimeSpan.FromMilliseconds(1));
        await FindAsync();

        Assert.Equal(1, _ec2.CallCount);
    }

    [Fact]
    public async Task AskedAfterTheAge_AnotherCall()
    {
        await FindAsync();
        _time.Advance(RememberedInstances.MaxAge);
        await FindAsync();

        Assert.Equal(2, _ec2.CallCount);
    }

    [Fact]
    public async Task Forgotten_AnotherCall()
    {
        await FindAsync();
        _instances.Forget();
        await FindAsync();

        Assert.Equal(2, _ec2.CallCount);
    }

    private Task<InstanceFacts?> FindAsync() => _instances.FindAsync(FunctionUnderTest.Known, TestContext.Current.CancellationToken);
}
