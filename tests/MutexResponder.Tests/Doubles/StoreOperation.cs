namespace MutexResponder.Tests.Doubles;

/// <summary>The calls of <see cref="MutexResponder.Ports.IIncidentStore"/>.</summary>
public enum StoreOperation
{
    Find,
    FindOrAdd,
    Save,
    ListUnfinished,
    PutBack,
}
