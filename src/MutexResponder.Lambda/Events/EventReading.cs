using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Lambda.Events;

/// <summary>An event or an error: exactly one is set.</summary>
public sealed record EventReading
{
    private EventReading(FunctionEvent? @event, EventError? error) => (Event, Error) = (@event, error);

    public FunctionEvent? Event { get; }

    public EventError? Error { get; }

    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsEvent => Event is not null;

    public static EventReading Of(FunctionEvent @event) => new(@event, null);

    public static EventReading Failed(string code, string message) => new(null, new EventError(code, message));
}

/// <summary>Why a payload is no event that the function takes.</summary>
/// <param name="Code">A short fixed code such as <c>not-json</c>.</param>
/// <param name="Message">The same in a sentence that names what is accepted.</param>
public sealed record EventError(string Code, string Message);
