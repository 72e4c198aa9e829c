using System.Text.Json.Serialization;

namespace MutexResponder.Wording;

/// <summary>Why something stands where it stands. Made by static members, as a <see cref="Statement"/> is.</summary>
/// <param name="Code">A short fixed name, such as <c>semaphores-removed</c>; its title and what to do now are in the words' files.</param>
/// <param name="Told">What is said of it.</param>
[method: JsonConstructor]
public sealed record Reason(string Code, Statement Told)
{
    public Reason(string code, params ReadOnlySpan<(string Name, Argument Value)> places)
        : this(code, new Statement(code, places))
    {
    }
}
