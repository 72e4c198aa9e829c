using MutexResponder.Detection;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>
/// The CloudWatch agent of one instance and the subscription behind it: follows the error log, and hands every batch
/// that matches the template's filter pattern to the function.
/// </summary>
/// <param name="happened">
/// Nothing is shipped before this has ended: the responder then meets what it would meet in earnest, where the agent's 5 s are longer
/// than Apache's parent takes to notice: no parent, and an orphan.
/// </param>
internal sealed class LogAgent(LabInstance instance, InvocationQueue functions, Story story, int deliveryCount, Task happened)
{
    /// <summary>Lines that come within this time travel together: 5 s by the CloudWatch agent's default.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Ships one line of another source than the error log, such as the unit's journal.</summary>
    public void Ship(string line) =>
        happened.ContinueWith(_ => Deliver([(DateTimeOffset.UtcNow, line)]), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

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
                    flush ??= Task.WhenAll(Task.Delay(FlushInterval, CancellationToken.None), happened);
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
