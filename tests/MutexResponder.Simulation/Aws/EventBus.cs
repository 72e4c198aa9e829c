using System.Collections.Immutable;
using System.Text;
using MutexResponder.Detection;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Aws;

/// <summary>EventBridge, best effort, and the log subscription, at least once.</summary>
internal sealed class EventBus(World world)
{
    public void CommandEnded(InstanceId instance, string commandId)
    {
        if (world.Weather.Strikes(FaultKind.EventLost))
        {
            world.Story?.Add("  the event is lost");
            return;
        }

        int copies = world.Weather.Strikes(FaultKind.EventDoubled) ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            TimeSpan delay = world.Weather.Strikes(FaultKind.EventLate) ? world.Prng.Seconds(10, 400) : world.Prng.Seconds(0.1, 2);
            world.Queue.After(delay, () => world.Function.OnCommandEnded(instance, commandId));
        }
    }

    /// <summary>The log agent reads the line at once and the subscription delivers it soon, late or twice.</summary>
    public void LineLogged(Instance instance, string line, DateTimeOffset observedAt)
    {
        if (!ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), observedAt, out Signal? signal))
        {
            return;
        }

        ImmutableArray<Signal> signals = [signal];
        TimeSpan loggedAt = world.Queue.Elapsed;
        int copies = world.Weather.Strikes(FaultKind.LogDoubled) ? 2 : 1;
        copies += world.Scenario.ExtraLogCopies;
        for (int i = 0; i < copies; i++)
        {
            TimeSpan delay = world.Weather.Strikes(FaultKind.LogLate) ? world.Prng.Seconds(10, 400) : world.Prng.Seconds(0.5, 6);
            world.Queue.After(delay, () => world.Function.OnLogLines(instance, signals, loggedAt));
        }
    }
}
