using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Incidents;
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

        if (evidence.OtherApaches.Length > 0)
        {
            yield return new Finding(
                "another-apache",
                "Another Apache runs on this machine, with a configuration or a user of its own. It is left alone, whatever happens to the main one.",
                Confidence.Observed,
                [.. evidence.OtherApaches.Take(3).Select(p => string.Create(CultureInfo.InvariantCulture, $"pid {p.Pid}, ppid {p.ParentPid}, uid {p.Uid}"))]);
        }

        if (evidence.ExplicitModuleMutexes is { IsEmpty: false } kept)
        {
            yield return new Finding(
                "module-mutex-stays",
                $"The configuration keeps mutexes of modules as System V semaphores by name ({string.Join(", ", kept)}); a 'Mutex … default' line does not reach them, and logind can remove them still.",
                Confidence.Observed,
                [.. evidence.MutexSettings.Where(s => kept.Contains(s.Name)).Select(s => $"Mutex {s.Name}: mechanism={s.MechanismWord}")]);
        }

        if (!evidence.ManagedBy.IsEmpty)
        {
            yield return new Finding(
                "configuration-managed",
                "A tool manages Apache's configuration: what is changed here has to be changed where the tool keeps it, or its next run takes it back.",
                Confidence.Indicated,
                evidence.ManagedBy);
        }

        if (MutexLinePlace.Of(evidence, RemedyStyle.ConfAvailable) is { Overriding: { } overriding } place && !evidence.AcceptMechanismOnDisk.IsImmuneToRemoval())
        {
            yield return new Finding(
                "later-mutex-line",
                $"A Mutex line would override one in the usual place, so the fix belongs to the end of {place.File}.",
                Confidence.Observed,
                [overriding]);
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
