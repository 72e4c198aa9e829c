using System.Text.Json.Serialization;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Wording;

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
    /// <summary>As it is told to people: what nothing proves is told as a claim. Null where there is no name.</summary>
    [JsonIgnore]
    public Statement? Told => Name is null ? null : IsProven ? Statement.Quoted(Name) : Claimed(Name);

    private static Statement Claimed(string name) => new("claimed", ("name", name));

    public static Asker Of(ManualRequest request) => new(request.By, request.IsFromRunbook && request.By is not null);
}
