using System.Text.Json.Serialization;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>One look at the machine.</summary>
/// <param name="Text">Output of the collect step.</param>
/// <param name="TakenAt">When, by the machine's own clock; signals from before it are old news.</param>
/// <param name="ReadAt">When its result was read, by the function's clock.</param>
public sealed record Look(string Text, DateTimeOffset TakenAt, DateTimeOffset ReadAt)
{
    private Reading? _reading;

    /// <summary>What was concluded from it when it was decided on; null where nothing was.</summary>
    public DiagnosisResult? Diagnosis { get; init; }

    /// <summary>The change that it asks for; null where none is known.</summary>
    public Plan? Plan => Diagnosis?.Plan;

    /// <summary>What it says, read once for all who ask; null where this version cannot read it.</summary>
    [JsonIgnore]
    public Evidence? Evidence
    {
        get
        {
            Reading? reading = _reading;
            if (!ReferenceEquals(reading?.Text, Text))
            {
                _reading = reading = new Reading(Text, EvidenceReader.Read(Text).Evidence);
            }

            return reading!.Evidence;
        }
    }

    /// <summary>
    /// Whether it has seen what a line of that time tells of. By the machine's clock, as far as that can be believed: a line that is older by more than
    /// a line comes late is of a clock that was set back since, and an outage must not be taken for an old one.
    /// </summary>
    /// <param name="at">The line's own time.</param>
    /// <param name="now">When the line is judged, by the function's clock.</param>
    /// <param name="maxLateness">From <see cref="Policy.MaxLineLateness"/>.</param>
    public bool HasSeen(DateTimeOffset at, DateTimeOffset now, TimeSpan maxLateness) => at <= TakenAt && TakenAt - at + (now - ReadAt) <= maxLateness;

    /// <summary>A look that was just read.</summary>
    public static Look Of(string text, Evidence evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new Look(text, evidence.TakenAt, now) { _reading = new Reading(text, evidence) };
    }

    public bool Equals(Look? other) =>
        other is not null && (Text, TakenAt, ReadAt, Diagnosis) == (other.Text, other.TakenAt, other.ReadAt, other.Diagnosis);

    public override int GetHashCode() => HashCode.Combine(Text, TakenAt, ReadAt);

    /// <summary>Together, so that a copy with another text does not keep the reading of this one.</summary>
    private sealed record Reading(string Text, Evidence? Evidence);
}
