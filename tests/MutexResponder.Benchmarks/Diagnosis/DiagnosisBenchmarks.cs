using BenchmarkDotNet.Attributes;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Benchmarks.Diagnosis;

/// <summary>From the collect script's output to a verdict, on recordings of real machines.</summary>
public class DiagnosisBenchmarks
{
    private readonly string _removed = RecordedIncident.Recording("removed-prefork-orphan");
    private readonly string _healthy = RecordedIncident.Recording("fixed-and-running");

    [GlobalSetup]
    public void Prepare()
    {
        Verdict removed = Removed().Verdict;
        if (removed != Verdict.Remedy)
        {
            throw new InvalidOperationException($"the recorded outage is diagnosed as {removed}");
        }
    }

    [Benchmark]
    public DiagnosisResult Removed() => Diagnose(_removed);

    [Benchmark]
    public DiagnosisResult Healthy() => Diagnose(_healthy);

    private static DiagnosisResult Diagnose(string text)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
        return Diagnoser.Diagnose(
            evidence ?? throw new InvalidOperationException(error!.InEnglish),
            [new Signal("AH00144", SignalKind.Removed, 43, 74, RecordedIncident.LoggedAt, RecordedIncident.LogLine, SignalConfidence.High)],
            RecoveryKind.Reboot,
            RemedyStyle.ConfAvailable);
    }
}
