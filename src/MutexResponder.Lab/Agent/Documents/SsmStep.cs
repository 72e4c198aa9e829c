using System.Collections.Immutable;
using System.Globalization;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>One <c>aws:runShellScript</c> step.</summary>
/// <param name="Name">Unique in its document.</param>
/// <param name="Precondition">Null where it always runs.</param>
/// <param name="Script">The lines of runCommand, parameters not yet filled in.</param>
/// <param name="TimeoutText">timeoutSeconds as written; it may name a parameter.</param>
/// <param name="OnFailure">What follows a failure; a time-out is none.</param>
/// <param name="OnSuccess">What follows a success.</param>
/// <param name="IsFinally">Runs even after a step that ended the document; counts on the last step only.</param>
public sealed record SsmStep(
    string Name,
    SsmPrecondition? Precondition,
    string Script,
    string TimeoutText,
    StepExit OnFailure,
    StepExit OnSuccess,
    bool IsFinally)
{
    public const int DefaultTimeoutSeconds = 3_600;
    private const int MinTimeoutSeconds = 5;
    private const int MaxTimeoutSeconds = 172_800;

    /// <summary>The agent silently takes an hour where the text is no number from 5 to 172,800.</summary>
    public TimeSpan Timeout(ImmutableDictionary<string, string> parameters) =>
        int.TryParse(ParameterText.Substitute(TimeoutText, parameters), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        && seconds is >= MinTimeoutSeconds and <= MaxTimeoutSeconds
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(DefaultTimeoutSeconds);
}
