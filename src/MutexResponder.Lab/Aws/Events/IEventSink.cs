namespace MutexResponder.Lab.Aws.Events;

/// <summary>Takes events that EventBridge would deliver. Returns at once and does not throw.</summary>
public interface IEventSink
{
    void Put(BusEvent busEvent);
}
