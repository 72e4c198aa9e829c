using MutexResponder.Remediation;
using MutexResponder.Requests;

namespace MutexResponder.Incidents;

/// <summary>A person let one plan go on.</summary>
/// <param name="Plan">The plan that he had read; no other is let through.</param>
/// <param name="By">Who.</param>
public sealed record Approval(Plan Plan, Asker By);

/// <summary>Who asked for something, or answered.</summary>
/// <param name="Name">An ARN or a word; null where the request names nobody.</param>
/// <param name="IsProven">Systems Manager said who started the runbook; else the name is the request's own claim.</param>
public sealed record Asker(string? Name, bool IsProven)
{
    public static Asker Of(ManualRequest request) => new(request.By, request.IsFromRunbook && request.By is not null);
}
