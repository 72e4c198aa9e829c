using BenchmarkDotNet.Attributes;
using MutexResponder.Benchmarks.Incidents;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Remediation;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Benchmarks.Consoles;

/// <summary>The console's pages at their largest: a thousand open incidents with a thousand machines at risk, and evidence of as many characters as a step may print.</summary>
public class ConsoleBenchmarks
{
    private const int EvidenceChars = 24_000;

    private static readonly DateTimeOffset Opened = RecordedIncident.LoggedAt;

    private static readonly WidgetView View = new(ReportLanguage.English, false, "arn:aws:lambda:eu-west-1:123456789012:function:responder", Opened.AddMinutes(5));

    private readonly FleetView _fleet = new([.. Enumerable.Range(1, 1_000).Select(number => ListedIncident.Of(New(number)))], [], 0);

    private readonly Incident _incident = New(1) with
    {
        Seen = Look("removed-prefork-orphan"),
        Tried = new Attempt(Opened, []) { Told = "", After = Look("fixed-and-running") },
        State = new State.Ended(Ending.Resolved, new Reason("recovered", Statement.Quoted("")), Opened.AddMinutes(1)),
    };

    /// <summary>As the store gives them.</summary>
    private readonly string[] _atRisk = [.. Enumerable.Range(2_000, 1_000).Select(number => FleetJson.Write(AtRisk(InstanceId.Parse($"i-{number:x17}"))))];

    [Benchmark]
    public string Fleet() => FleetWidget.Write(_fleet with { Tally = _atRisk.Aggregate(new FleetTally(), (tally, entry) => tally.Add(FleetJson.ReadEntry(entry)!)) }, View);

    [Benchmark]
    public string Incident() => IncidentWidget.Write(IncidentReport.From(_incident), null, View);

    private static FleetEntry AtRisk(InstanceId instance) => new FleetSchedule(TimeSpan.FromDays(1)).Looked(
        FleetSchedule.Found(instance, Opened), new Outlook.AtRisk([new Risk(RiskKind.AcceptMutexRemovable, [Statement.Quoted("RemoveIPC=yes (source: default)")])]), Opened);

    private static Incident New(int number)
    {
        InstanceId instance = InstanceId.Parse($"i-{number:x17}");
        return new Incident
        {
            Instance = instance,
            Id = IncidentId.Of(Opened, instance),
            Version = 1,
            Goal = new Goal.Recover(),
            State = new State.AwaitingApproval(new Reason("mode-approve", Statement.Quoted("")), Opened.AddHours(4)),
            Mode = ResponseMode.Approve,
            Recovery = RecoveryKind.Reboot,
            OpenedAt = Opened,
        };
    }

    /// <summary>The recording with as many rows of <c>ipcs</c> as fit: the most that a page can be made of.</summary>
    private static Look Look(string name)
    {
        const string Head = "|key        semid      owner      perms      nsems     ";
        string text = RecordedIncident.Recording(name);
        string row(int number) => $"\n|0x00000000 {number}       webapp     600        1         ";
        int count = (EvidenceChars - text.Length) / row(1000).Length;
        return new Look(text.Replace(Head, Head + string.Concat(Enumerable.Range(1000, count).Select(row)), StringComparison.Ordinal), Opened, Opened);
    }
}
