using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// Makes TCP sockets of an instance's network. A socket belongs for ever to the namespace of the thread that makes it: one thread of its own
/// goes there and makes them all. Good for one boot of the instance.
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
        string? refusal = Libc.SetNamespace(network, Libc.NewNetworkNamespace) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        foreach (TaskCompletionSource<Socket> order in _orders.GetConsumingEnumerable())
        {
            if (refusal is not null)
            {
                order.SetException(new LabException($"The instance's network cannot be entered: {refusal}"));
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
}
