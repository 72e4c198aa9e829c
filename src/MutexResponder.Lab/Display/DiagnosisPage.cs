using System.Globalization;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Lab.Display;

/// <summary>A diagnosis for a person at a terminal: the verdict first, then what it rests on, then what to do.</summary>
internal static class DiagnosisPage
{
    private static readonly Words Words = ReportLanguage.English.Words;

    public static void Write(TextWriter output, Evidence evidence, DiagnosisResult diagnosis)
    {
        output.WriteLine($"{Word(diagnosis.Verdict)}: {diagnosis.ReasonCode}");
        output.WriteLine(Say(diagnosis.Reason.Told));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Evidence of {evidence.TakenAt:yyyy-MM-dd HH:mm:ss} UTC, boot {evidence.BootId}"));
        output.WriteLine("  " + string.Join(", ", Machine(evidence).Where(text => text.Length > 0).Select(ReportText.Name)));

        output.WriteLine();
        output.WriteLine("Findings");
        foreach (Finding finding in diagnosis.Findings)
        {
            output.WriteLine($"  {finding.Code} ({(finding.Confidence == Confidence.Observed ? "observed" : "indicated")})");
            if (finding.Statement != diagnosis.Reason.Told)
            {
                output.WriteLine($"    {Say(finding.Statement)}");
            }

            WriteAll(output, "      - ", finding.RestsOn);
        }

        output.WriteLine();
        output.WriteLine(diagnosis.RootCause.IsProven ? "Root cause: systemd-logind, all four conditions hold" : "Root cause: systemd-logind removes semaphores where all four hold");
        foreach (Condition condition in diagnosis.RootCause.All)
        {
            output.WriteLine($"  {condition.Holds switch { true => "yes    ", false => "no     ", null => "unknown" }}  {Words.Of(condition.Kind)}");
            output.WriteLine($"             {Say(condition.RestsOn)}");
        }

        if (diagnosis.Plan is { } plan)
        {
            output.WriteLine();
            output.WriteLine("Plan");
            int number = 0;
            foreach (Statement step in plan.Steps())
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {++number}. {Say(step)}"));
            }
        }

        if (diagnosis.Recommendations.Length > 0)
        {
            output.WriteLine();
            output.WriteLine("Recommended besides");
            WriteAll(output, "  - ", diagnosis.Recommendations);
        }
    }

    /// <summary>The evidence is what a machine says, and may hold anything: nothing of it moves this terminal's cursor.</summary>
    private static string Say(Statement said) => Words.Say(ReportText.Clean(said));

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Remedy => "REMEDY KNOWN",
        Verdict.NoAction => "NOTHING TO DO",
        _ => "A PERSON HAS TO LOOK",
    };

    private static IEnumerable<string> Machine(Evidence evidence) =>
    [
        evidence.OperatingSystem,
        evidence.ServerVersion,
        evidence.Mpm.Length > 0 ? "MPM " + evidence.Mpm : "",
        evidence.AprVersion.Length > 0 ? "APR " + evidence.AprVersion : "",
        evidence.Apache is null ? "" : "accept mutex on disk " + evidence.AcceptMechanismOnDisk.Word(),
    ];

    private static void WriteAll(TextWriter output, string bullet, IEnumerable<Statement> said)
    {
        foreach (Statement one in said)
        {
            output.WriteLine(bullet + Say(one));
        }
    }
}
