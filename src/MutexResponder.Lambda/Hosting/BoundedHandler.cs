using MutexResponder.Lambda.Invocations;

namespace MutexResponder.Lambda.Hosting;

/// <summary>Cancels the handler before Lambda would end the process, so that the caller is still told why.</summary>
public sealed class BoundedHandler(IHandleInvocations handler, TimeProvider time) : IHandleInvocations
{
    /// <summary>The handler must end this long before Lambda's deadline, for the answer to be sent.</summary>
    public static readonly TimeSpan DeadlineMargin = TimeSpan.FromSeconds(2);

    /// <summary>Timers take 49 days at most; Lambda's longest is 15 minutes, so a later deadline is a wrong one.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    /// <exception cref="FunctionErrorException">The time was nearly up, or what the handler says.</exception>
    public async Task<FunctionReply> HandleAsync(Stream payload, InvocationContext context, CancellationToken cancellationToken)
    {
        TimeSpan left = context.Deadline - time.GetUtcNow();
        // A very short time-out keeps half of itself for the work.
        TimeSpan allowed = left > DeadlineMargin * 2 ? left - DeadlineMargin : left / 2;
        using CancellationTokenSource deadline = new(allowed <= TimeSpan.Zero ? TimeSpan.Zero : allowed < MaxTime ? allowed : MaxTime, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await handler.HandleAsync(payload, context, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new FunctionErrorException("Function.DeadlineReached", "The invocation's time was nearly up.", e);
        }
    }
}
