using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Doubles;

/// <summary>Somebody who answers as the test says, when the test says.</summary>
internal sealed class Objector(Func<CancellationToken, Task<Veto?>> answer) : IObjectToChanges
{
    public static Objector With(string code) => new(_ => Task.FromResult<Veto?>(new Veto(VetoKind.Refuse, new Reason(code, Statement.Quoted(code)))));

    /// <summary>One that never answers by itself.</summary>
    public static Objector Silent { get; } = new(async token =>
    {
        await Task.Delay(Timeout.Infinite, token);
        return null;
    });

    public Task<Veto?> ObjectAsync(InstanceId instance, CancellationToken cancellationToken) => answer(cancellationToken);
}
