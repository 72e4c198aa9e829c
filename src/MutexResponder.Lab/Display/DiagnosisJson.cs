using System.Text.Json;
using System.Text.Json.Nodes;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Lab.Display;

/// <summary>A diagnosis for other programs. Enumerations go by their names in the code; a condition that is not known is null.</summary>
internal static class DiagnosisJson
{
    private static readonly Words Words = ReportLanguage.English.Words;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(Evidence evidence, DiagnosisResult diagnosis) => new JsonObject
    {
        ["verdict"] = diagnosis.Verdict.ToString(),
        ["reasonCode"] = diagnosis.ReasonCode,
        ["summary"] = Words.Say(diagnosis.Reason.Told),
        ["bootId"] = evidence.BootId.ToString(),
        ["takenAt"] = evidence.TakenAt,
        ["rootCause"] = new JsonObject
        {
            ["isProven"] = diagnosis.RootCause.IsProven,
            ["conditions"] = new JsonArray([.. diagnosis.RootCause.All.Select(condition => (JsonNode)new JsonObject
            {
                ["name"] = Words.Of(condition.Kind),
                ["holds"] = condition.Holds,
                ["restsOn"] = Words.Say(condition.RestsOn),
            })]),
        },
        ["findings"] = new JsonArray([.. diagnosis.Findings.Select(finding => (JsonNode)new JsonObject
        {
            ["code"] = finding.Code,
            ["statement"] = Words.Say(finding.Statement),
            ["confidence"] = finding.Confidence.ToString(),
            ["restsOn"] = Texts(finding.RestsOn),
        })]),
        ["plan"] = diagnosis.Plan is { } plan
            ? new JsonObject
            {
                ["remedy"] = plan.Remedy.ToString(),
                ["recovery"] = plan.Recovery.ToString(),
                ["expectedBootId"] = plan.ExpectedBootId.ToString(),
                ["expectedConfigHash"] = plan.ExpectedConfigHash.ToString(),
                ["removeSemaphores"] = new JsonArray([.. plan.RemoveSemaphores.Select(id => (JsonNode)id)]),
                ["inWords"] = Texts(plan.Steps()),
            }
            : null,
        ["recommendations"] = Texts(diagnosis.Recommendations),
    }.ToJsonString(Indented);

    private static JsonArray Texts(IEnumerable<Statement> said) => [.. said.Select(one => (JsonNode)Words.Say(one))];
}
