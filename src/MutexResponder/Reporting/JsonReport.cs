using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Reporting.Json;

namespace MutexResponder.Reporting;

/// <summary>
/// The report for machines, as UTF-8 JSON: <c>{"format":"mutex-responder-report","version":2,"report":{…}}</c>. The report's
/// fields are those of <see cref="IncidentReport"/> in camelCase; enums are words, times ISO 8601 with an offset, durations
/// seconds (names end in <c>Seconds</c>), what is said a code and what stands in its places; what is not known is <c>null</c> or <c>""</c>. It has no language.
/// Fields may be added within a version; one that goes or changes its meaning makes a new version.
/// </summary>
public static class JsonReport
{
    public const string Format = "mutex-responder-report";

    public const int Version = 2;

    /// <summary>No record makes a longer one.</summary>
    public const int MaxBytes = 4_000_000;

    private static readonly ReportJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Converters =
        {
            new TextJsonConverter<IncidentId>(),
            new TextJsonConverter<InstanceId>(),
            new JsonStringEnumConverter<CommandKind>(),
            new JsonStringEnumConverter<IncidentGoal>(),
            new JsonStringEnumConverter<IncidentPhase>(),
            new JsonStringEnumConverter<ResponseMode>(),
            new JsonStringEnumConverter<RecoveryKind>(),
            new JsonStringEnumConverter<Diagnosis.Verdict>(),
            new JsonStringEnumConverter<Diagnosis.ConditionKind>(),
            new JsonStringEnumConverter<Diagnosis.Confidence>(),
            new JsonStringEnumConverter<Verification.CheckKind>(),
            new JsonStringEnumConverter<Sections.RowFate>(),
            new JsonStringEnumConverter<Sections.SiteState>(),
            new JsonStringEnumConverter<Sections.Stage>(),
            new JsonStringEnumConverter<Sections.TimeUnknown>(),
            new JsonStringEnumConverter<Sections.ChangeState>(),
        },
    });

    /// <returns>At most <see cref="MaxBytes"/> bytes, safe inside HTML.</returns>
    public static byte[] Write(IncidentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonSerializer.SerializeToUtf8Bytes(new ReportDocument(Format, Version, report), Context.ReportDocument);
    }
}
