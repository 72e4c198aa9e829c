using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Hosting;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lambda.Hosting;

public sealed class BoundedHandlerTests
{
    private readonly FakeTimeProvider _time = new(SampleIncident.Opening);

    [Theory]
    [InlineData(600, 598)]
    [InlineData(5, 3)]
    [InlineData(4, 2)]
    [InlineData(3, 1.5)]
    [InlineData(400 * 24 * 3600d, 24 * 3600d)]
    public async Task Handler_HasItsTimeAndNotMore(double secondsLeft, double secondsAllowed)
    {
        Waiting handler = new();
        Task<FunctionReply> invocation = InvokeAsync(handler, secondsLeft, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(secondsAllowed) - TimeSpan.FromMilliseconds(1));
        Assert.False(handler.Bound.IsCancellationRequested);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("Function.DeadlineReached", (await Assert.ThrowsAsync<FunctionErrorException>(() => invocation.WithinBound())).ErrorType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Deadline_ThatHasPassed_IsReachedAtOnce(double secondsLeft) => Assert.Equal(
        "Function.DeadlineReached", (await Assert.ThrowsAsync<FunctionErrorException>(() => InvokeAsync(new Waiting(), secondsLeft, CancellationToken.None).WithinBound())).ErrorType);

    [Fact]
    public async Task Cancelled_ByWhoeverInvoked_IsNotTheDeadline()
    {
        using CancellationTokenSource caller = new();
        Task<FunctionReply> invocation = InvokeAsync(new Waiting(), 600, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invocation.WithinBound());
    }

    private Task<FunctionReply> InvokeAsync(Waiting handler, double secondsLeft, CancellationToken cancellationToken) => new BoundedHandler(handler, _time).HandleAsync(
        Stream.Null, new InvocationContext("request", "", null, _time.GetUtcNow().AddSeconds(secondsLeft), IsColdStart: false), cancellationToken);

    /// <summary>Waits until it is told to end.</summary>
    private sealed class Waiting : IHandleInvocations
    {
        public CancellationToken Bound { get; private set; }

        public async Task<FunctionReply> HandleAsync(Stream payload, InvocationContext context, CancellationToken cancellationToken)
        {
            Bound = cancellationToken;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("The wait has no end of its own.");
        }
    }
}
