using System.Collections.Immutable;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>One parameter, of type String.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Null where a value has to be given.</param>
/// <param name="AllowedPattern">A regular expression, checked by SSM when the command is sent; null where there is none.</param>
/// <param name="AllowedValues">Checked likewise; empty where any value goes.</param>
/// <param name="IsEnvironmentVariable"><c>interpolationType: ENV_VAR</c>: new agents set <c>SSM_&lt;name&gt;</c>.</param>
public sealed record SsmParameter(
    string Name,
    string? Default,
    string? AllowedPattern,
    ImmutableArray<string> AllowedValues,
    bool IsEnvironmentVariable);
