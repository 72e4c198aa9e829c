using MutexResponder.Detection;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// The CloudWatch agent of one instance and the subscription behind it: follows the error log, and hands every batch
/// that matches the template's filter pattern to the function.
/// </summary>
internal sealed class LogAgent(LabInstance instance, InvocationQueue functions, Story story, int deliveryCount)
{
    /// <summary>
    /// Lines that come within this time travel together: 5 s by the CloudWatch agent's default. Above the second within which
    /// Apache's parent notices and ends, so that the responder meets what it would meet in earnest: no parent, and an orphan.
    /// </summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(1500);

    private readonly TaskCompletionSource _firstRemoval = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends at the first AH00144 line of the log.</summary>
    public Task FirstRemoval => _firstRemoval.Task;

    /// <summary>Ships one line of another source than the error log, such as the unit's journal.</summary>
    public void Ship(string line) => Deliver([(DateTimeOffset.UtcNow, line)]);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ErrorLogFollower follower = instance.FollowErrorLog();
        await using IAsyncEnumerator<string> lines = follower.ReadLinesAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        Task<bool> next = lines.MoveNextAsync().AsTask();
        var batch = new List<(DateTimeOffset At, string Message)>();
        Task? flush = null;
        while (true)
        {
            if (flush is null ? await next : await Task.WhenAny(next, flush) == next && await next)
            {
                string line = lines.Current;
                next = lines.MoveNextAsync().AsTask();
                if (LogFilters.IsDelivered(line))
                {
                    story.Tell(instance.Id, "apache", line);
                    batch.Add((DateTimeOffset.UtcNow, line));
                    flush ??= Task.Delay(FlushInterval, CancellationToken.None);
                    if (line.Contains("AH00144", StringComparison.Ordinal))
                    {
                        _firstRemoval.TrySetResult();
                    }
                }

                continue;
            }

            if (batch.Count > 0)
            {
                Deliver(batch);
                batch.Clear();
            }

            flush = null;
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
    private void Deliver(IReadOnlyList<(DateTimeOffset At, string Message)> batch)
    {
        byte[] payload = EventShapes.LogBatch(instance.Id.Value, batch);
        for (int i = 0; i < deliveryCount; i++)
        {
            _ = functions.InvokeEventAsync(payload, CancellationToken.None);
        }
    }
}
