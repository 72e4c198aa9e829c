using MutexResponder.Ports;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Function;

/// <summary>
/// The network between one invocation and everything else: a call arrives later, is answered later still, and may fail
/// in each of the ways that calls fail. Between the two anything else may happen: this is where races come from.
/// </summary>
internal sealed class CallGate(World world, Invocation invocation)
{
    /// <summary>The longest that a call takes to arrive.</summary>
    public static readonly TimeSpan MaxThere = TimeSpan.FromSeconds(MaxThereSeconds);

    private const double MaxThereSeconds = 7;

    public Task<T> CallAsync<T>(PortOperation operation, Func<T> effect)
    {
        // Without RunContinuationsAsynchronously the core goes on inside SetResult, on this thread and in this order.
        var reply = new TaskCompletionSource<T>();
        CallFault fault = world.CallFaults.Next(operation);
        world.CallCount++;
        world.LogDeliveryCallCount += invocation.IsLogDelivery ? 1 : 0;
        bool isSlow = world.Weather.Strikes(FaultKind.CallSlow);
        TimeSpan there = isSlow ? world.Prng.Seconds(0.5, MaxThereSeconds) : world.Prng.Seconds(0.002, 0.05);
        TimeSpan back = isSlow ? world.Prng.Seconds(0.1, 5) : world.Prng.Seconds(0.002, 0.05);
        if (fault != CallFault.None)
        {
            world.Story?.Add($"  call {world.CallCount} {operation}: {fault}");
        }

        switch (fault)
        {
            case CallFault.KilledBefore:
                world.Queue.After(there, invocation.Kill);
                return reply.Task;
            case CallFault.Throttled:
                Fail(there + back, RemoteCallFailure.Unavailable, "ThrottlingException");
                return reply.Task;
            case CallFault.TimedOut:
                Fail(world.Prng.Seconds(8, 24), RemoteCallFailure.Unavailable, "no answer in time");
                return reply.Task;
            case CallFault.Denied:
                Fail(there + back, RemoteCallFailure.Denied, "AccessDeniedException");
                return reply.Task;
        }

        world.Queue.After(there, () =>
        {
            if (world.IsOver)
            {
                return;
            }

            T result;
            try
            {
                result = effect();
            }
            catch (RemoteCallException refused)
            {
                Reply(back, () => reply.SetException(refused));
                return;
            }

            switch (fault)
            {
                case CallFault.KilledAfter:
                    invocation.Kill();
                    break;
                case CallFault.ReplyLost:
                    Fail(world.Prng.Seconds(8, 24), RemoteCallFailure.Unavailable, "the reply was lost");
                    break;
                default:
                    Reply(back, () => reply.SetResult(result));
                    break;
            }
        });
        return reply.Task;

        void Fail(TimeSpan after, RemoteCallFailure failure, string message) => Reply(after, () =>
        {
            invocation.FailedAt = world.Queue.Elapsed;
            reply.SetException(new RemoteCallException(failure, $"{operation}: {message}"));
        });
    }

    private void Reply(TimeSpan after, Action answer) => world.Queue.After(after, () =>
    {
        if (!invocation.IsDead && !world.IsOver)
        {
            answer();
        }
    });
}
