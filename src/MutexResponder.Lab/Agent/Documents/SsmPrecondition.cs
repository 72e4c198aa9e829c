using System.Collections.Immutable;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary><c>StringEquals: [left, right]</c>, where one side is <c>platformType</c> or names a parameter.</summary>
/// <param name="Left">As written.</param>
/// <param name="Right">As written.</param>
public sealed record SsmPrecondition(string Left, string Right)
{
    public const string PlatformVariable = "platformType";
    private const string Platform = "Linux";

    public bool IsMet(ImmutableDictionary<string, string> parameters)
    {
        if (Left == PlatformVariable || Right == PlatformVariable)
        {
            return string.Equals(Left == PlatformVariable ? Right : Left, Platform, StringComparison.OrdinalIgnoreCase);
        }

        return string.Equals(ParameterText.Substitute(Left, parameters), ParameterText.Substitute(Right, parameters), StringComparison.Ordinal);
    }

    public override string ToString() => $"StringEquals [{Left}, {Right}]";
}
