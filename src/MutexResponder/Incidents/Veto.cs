namespace MutexResponder.Incidents;

/// <summary>A named reason not to change an instance now.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Code">A short fixed name, such as <c>kill-switch</c>.</param>
/// <param name="Reason">The same in a sentence.</param>
public sealed record Veto(VetoKind Kind, string Code, string Reason);
