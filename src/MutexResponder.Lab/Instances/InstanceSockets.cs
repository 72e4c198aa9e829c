using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// Makes TCP sockets of an instance's network. A socket belongs for ever to the namespace of the thread that makes it: one thread of its own
/// goes there and makes them all; a pool thread would take the namespace along to whatever it does next. Good for one boot of the instance.
/// </summary>
internal sealed class InstanceSockets : IDisposable
{
    private readonly BlockingCollection<TaskCompletionSource<Socket>> _orders = [];
    private readonly Thread _maker;

    /// <exception cref="LabException">The instance is down.</exception>
    public InstanceSockets(LabInstance instance)
    {
        NamespaceHandle network = instance.Network ?? throw new LabException($"{instance.Id} is down.");
        _maker = new Thread(() => Make(network)) { IsBackground = true, Name = "mutex-lab sockets" };
        _maker.Start();
    }

    public Task<Socket> MakeAsync()
    {
        TaskCompletionSource<Socket> order = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add(order);
        return order.Task;
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _maker.Join();
        _orders.Dispose();
    }

    private void Make(NamespaceHandle network)
    {
        LabException? refusal = Enter(network);
        foreach (TaskCompletionSource<Socket> order in _orders.GetConsumingEnumerable())
        {
            if (refusal is not null)
            {
                order.SetException(refusal);
                continue;
            }

            try
            {
                order.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (SocketException e)
            {
                order.SetException(e);
            }
        }
    }

    private static LabException? Enter(NamespaceHandle network)
    {
        try
        {
            return Libc.SetNamespace(network, Libc.NewNetworkNamespace) == 0
                ? null
                : new LabException($"The instance's network cannot be entered: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        catch (ObjectDisposedException e)
        {
            return new LabException("The instance went down.", e);
        }
    }
}
