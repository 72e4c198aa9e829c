using System.Text.Json.Serialization;

namespace MutexResponder.Reporting.Sections;

/// <summary>One stretch of time; a stage may have several.</summary>
/// <param name="Stage">What it went into.</param>
/// <param name="StartedAt">Its start.</param>
/// <param name="EndedAt">Its end; null for what still goes on.</param>
public sealed record StageSpan(Stage Stage, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    [JsonIgnore]
    public TimeSpan? Duration => EndedAt - StartedAt;
}
