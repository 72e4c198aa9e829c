using System.Text.Json.Serialization;
using MutexResponder.Wording;

namespace MutexResponder.Verification;

/// <summary>One symptom that must be gone, or one sign that must be there.</summary>
/// <param name="Kind">What is checked.</param>
/// <param name="Passed">Null where the evidence does not say; that is not a pass.</param>
/// <param name="Seen">What was seen.</param>
public sealed record Check(CheckKind Kind, bool? Passed, Statement Seen)
{
    [JsonIgnore]
    public Statement Name => new(Words.KeyOf(Kind));
}
