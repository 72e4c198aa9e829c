using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>EC2's reboots: counted, and refused where the test says so.</summary>
internal sealed class ScriptedReboots : IRebootInstances
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public RemoteCallFailure? Failure { get; set; }

    public Task RebootAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return Failure is { } failure ? Task.FromException(new RemoteCallException(failure, "EC2 said no")) : Task.CompletedTask;
    }
}
