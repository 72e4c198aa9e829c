using System.Threading.Channels;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab;

/// <summary>Keeps events for a test to take, in order.</summary>
internal sealed class RecordingEventSink : IEventSink
{
    private readonly Channel<BusEvent> _events = Channel.CreateUnbounded<BusEvent>();

    public int Waiting => _events.Reader.Count;

    public void Put(BusEvent busEvent) => _events.Writer.TryWrite(busEvent);

    public Task<BusEvent> NextAsync() => _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WithinBound();
}
