using MutexResponder.Wording;

namespace MutexResponder.Incidents;

/// <summary>A named reason not to change an instance now.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Why">The reason.</param>
public sealed record Veto(VetoKind Kind, Reason Why)
{
    /// <summary>Its short fixed name, such as <c>kill-switch</c>.</summary>
    public string Code => Why.Code;
}
