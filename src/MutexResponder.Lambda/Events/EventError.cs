namespace MutexResponder.Lambda.Events;

/// <summary>Why a payload is no event that the function takes.</summary>
/// <param name="Code">A short fixed code such as <c>not-json</c>.</param>
/// <param name="Message">The same in a sentence that names what is accepted.</param>
public sealed record EventError(string Code, string Message);
