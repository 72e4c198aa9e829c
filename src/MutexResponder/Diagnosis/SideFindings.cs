using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>What is worth knowing whatever the cause is.</summary>
internal static class SideFindings
{
    public static IEnumerable<Finding> Of(Evidence evidence)
    {
        if (evidence.Parent is null && evidence.Orphans.Length > 0)
        {
            ApacheProcess orphan = evidence.Orphans[0];
            string ports = string.Join(", ", evidence.ApachePorts);
            yield return new Finding(
                "orphan-holds-ports",
                $"The parent is dead and a child of it lives on, holding {(ports.Length > 0 ? "port " + ports : "no known port")}; a plain start would fail with 'Address already in use'.",
                Confidence.Observed,
                [string.Create(CultureInfo.InvariantCulture, $"pid {orphan.Pid}, ppid {orphan.ParentPid}, uid {orphan.Uid}")]);
        }

        if (evidence.HasAcceptMutex == false)
        {
            yield return new Finding(
                "no-accept-mutex",
                evidence.Mpm == "event" ? "The event MPM makes no accept mutex." : "With one Listen, Apache makes no accept mutex.",
                Confidence.Observed,
                [string.Create(CultureInfo.InvariantCulture, $"MPM {evidence.Mpm}, {evidence.ListeningSocketCount} listening sockets")]);
        }

        if (evidence.ExplicitAcceptMutexDirective is { } directive)
        {
            yield return new Finding(
                "explicit-mpm-accept",
                "The configuration sets the accept mutex by name; a 'Mutex … default' line does not reach it.",
                Confidence.Observed,
                [directive]);
        }

        if (NextLogout.From(evidence) is { } next)
        {
            yield return new Finding(DiagnosisResult.AtRiskCode, next.Statement, Confidence.Observed, next.RestsOn);
        }

        if (evidence.IsSemaphoreLimitReached == true && evidence.SemaphoreLimits is { } limits)
        {
            yield return new Finding(
                "semaphore-limit-reached",
                "The kernel grants no more semaphores in this IPC namespace.",
                Confidence.Observed,
                [string.Create(CultureInfo.InvariantCulture, $"{evidence.SemaphoreArrayCount ?? evidence.ListedSemaphores.Length} arrays of {limits.MaxArrays}, {evidence.LeftoverSemaphores.Length} of them left by dead Apache processes")]);
        }

        if (evidence.CutSections.Length > 0)
        {
            yield return new Finding(
                "evidence-cut", "Some sections of the evidence were cut at their bound.", Confidence.Observed, evidence.CutSections);
        }
    }
}
