using System.Collections.Immutable;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// The results of a remediation's changing steps, as the step that collects tells them again behind its evidence
/// (infra/ssm/remediate.yaml). The lines of the evidence itself start with a bar, so nothing in it can pass for a result.
/// </summary>
internal static class RetoldSteps
{
    private const string EvidenceEnd = "\n#evidence-end 2 ";

    /// <returns>The two changing steps, each with its result line for an output; empty where they did not both do their work.</returns>
    public static ImmutableArray<CommandStep> Read(string collected)
    {
        int end = collected.LastIndexOf(EvidenceEnd, StringComparison.Ordinal);
        if (end < 0)
        {
            return [];
        }

        string retold = collected[(end + 1)..];
        StepResult? change = StepResult.TryRead(retold, "apply");
        StepResult? recover = StepResult.TryRead(retold, "recover");
        return change?.Status is "changed" or "unchanged" && recover?.Status == "recovered"
            ? [StepOf(change), StepOf(recover)]
            : [];
    }

    private static CommandStep StepOf(StepResult result) => new(result.Step, CommandStatus.Succeeded, 0, result.Line, "");
}
