using System.Collections.Immutable;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Html;
using MutexResponder.Reporting.Sections;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

public class SectionTests
{
    /// <summary>Each cause was asked in the diagnosis's order, and the first that was not ruled out is the one that it concluded with.</summary>
    [Fact]
    public async Task RuledOut_EveryIncident_EndsBeforeTheConcludingCause()
    {
        string[] names = [.. Diagnoser.Differential.Select(cause => cause.Name.Code)];
        Dictionary<string, HashSet<string>> concluding = names.ToDictionary(name => name, _ => new HashSet<string>());
        foreach (string name in RecordedIncidents.Names)
        {
            if (IncidentReport.From(await RecordedIncidents.PlayAsync(name)).Cause is { } cause)
            {
                Add(cause);
            }
        }

        foreach (string name in Recording.Names)
        {
            Add(IncidentReport.From(SampleIncident.Of(1).Seeing(Recording.Load(name).ToString())).Cause!);
        }

        Assert.Empty(concluding["cause-apache-not-found"].Except(["apache-not-found", "apache-in-container"]));
        Assert.Empty(concluding["cause-configuration-broken"].Except(["config-broken", "lock-directory-missing"]));
        Assert.Equal(["semaphores-exhausted"], concluding["cause-semaphores-exhausted"]);
        Assert.Empty(concluding["cause-semaphores-removed"].Except(["semaphores-removed", "module-semaphores-removed", "explicit-mpm-accept", "fixed-on-disk-not-running", "lock-directory-on-network"]));
        Assert.Empty(concluding["cause-site-healthy"].Except(["already-fixed", "not-affected", "at-risk", "not-corroborated", "graceful-restart-noise", "fixed-on-disk-still-running-old"]));

        void Add(ReportCause cause)
        {
            Assert.Equal(names.Take(cause.RuledOut.Length), cause.RuledOut.Select(r => r.Cause.Code));
            concluding[names[cause.RuledOut.Length]].Add(cause.ReasonCode);
        }
    }

    [Fact]
    public async Task Times_Resolved_SplitByStageAndAddUp()
    {
        ReportTimes times = IncidentReport.From(await RecordedIncidents.PlayAsync("resolved-approved")).Times;

        Assert.Equal([Stage.Detect, Stage.Inspect, Stage.Wait, Stage.Inspect, Stage.Change, Stage.Verify], times.Spans.Where(s => s.Duration > TimeSpan.Zero).Select(s => s.Stage));
        Assert.Equal(times.TotalSeconds!.Value, times.Stages.Sum(s => s.Seconds ?? 0), 3);
        Assert.Equal((190, 9, 8), (Seconds(Stage.Wait), Seconds(Stage.Inspect), Seconds(Stage.Verify)));

        double? Seconds(Stage stage) => times.Stages.Single(s => s.Stage == stage).Seconds;
    }

    [Theory]
    [InlineData("inspecting", Stage.Inspect, TimeUnknown.StillGoingOn)]
    [InlineData("inspecting", Stage.Change, TimeUnknown.NotReached)]
    [InlineData("waiting-for-slot", Stage.Wait, TimeUnknown.StillGoingOn)]
    [InlineData("resolved-by-hand-late", Stage.Detect, TimeUnknown.NoSignal)]
    [InlineData("resolved-by-hand-late", Stage.Verify, TimeUnknown.None)]
    public async Task Times_WhatIsNotKnown_HasItsReason(string name, Stage stage, TimeUnknown unknown) =>
        Assert.Equal(unknown, IncidentReport.From(await RecordedIncidents.PlayAsync(name)).Times.Stages.Single(s => s.Stage == stage).Unknown);

    [Fact]
    public async Task Times_InstanceClockAhead_SaysThatTheClocksDisagree()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        IncidentReport report = IncidentReport.From(incident with
        {
            Signals = [.. incident.Signals.Select(s => s with { ObservedAt = incident.OpenedAt.AddHours(1) })],
        });

        Assert.Equal(TimeUnknown.ClocksDisagree, report.Times.Stages[(int)Stage.Detect].Unknown);
    }

    [Fact]
    public async Task Outage_Resolved_FromFirstFailureToTheNewApache()
    {
        ReportOutage outage = IncidentReport.From(await RecordedIncidents.PlayAsync("resolved")).Outage;

        Assert.True(outage.WasDown);
        Assert.InRange(outage.DownSeconds!.Value, 355, 360);
        Assert.True(outage.ProvenSeconds > outage.DownSeconds);
    }

    /// <summary>What ends of the generation before a reload logs the same at another level, and the site serves: it is down from the first failure on.</summary>
    [Fact]
    public void Outage_NoiseOfAnOldGeneration_IsNotItsBeginning()
    {
        const string First = "|[Mon Nov 23 12:39:53.631403 2026]";
        const string Noise = "|[Mon Nov 23 12:39:52.000000 2026] [mpm_prefork:debug] [pid 70:tid 70] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
        Incident incident = SampleIncident.Of(1).Seeing(RecordedIncidents.Removed.Replacing(First, $"{Noise}\n{First}").ToString());

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 12, 39, 53, TimeSpan.Zero).AddMicroseconds(631_403), IncidentReport.From(incident).Outage.FailedAt);
    }

    [Theory]
    [InlineData("no-action-not-corroborated", false)]
    [InlineData("escalated-container", null)]
    [InlineData("escalated-no-apache", null)]
    [InlineData("escalated-refused-by-ssm", null)]
    public async Task Outage_NotProven_HasNoDuration(string name, bool? wasDown)
    {
        ReportOutage outage = IncidentReport.From(await RecordedIncidents.PlayAsync(name)).Outage;

        Assert.Equal((wasDown, null, null), (outage.WasDown, outage.DownSeconds, outage.FailedAt));
    }

    [Theory]
    [InlineData("resolved", ChangeState.Changed, "a2disconf")]
    [InlineData("resolved-rhel", ChangeState.Changed, "/etc/httpd/conf.d/00-mutex.conf")]
    [InlineData("resolved-by-hand-late", ChangeState.Unknown, "")]
    [InlineData("escalated-no-effect", ChangeState.PutBack, "")]
    [InlineData("escalated-refused-by-instance", ChangeState.Untouched, "")]
    [InlineData("escalated-attempts", ChangeState.Untouched, "")]
    [InlineData("escalated-observe", ChangeState.Untouched, "")]
    public async Task Undo_SaysWhatBecameOfTheConfiguration(string name, ChangeState state, string command)
    {
        ReportUndo undo = IncidentReport.From(await RecordedIncidents.PlayAsync(name)).Undo;

        Assert.Equal(state, undo.State);
        Assert.Equal(command.Length > 0, undo.Commands.Any(c => c.Contains(command, StringComparison.Ordinal) && command.Length > 0));
        Assert.Equal(state is ChangeState.Changed or ChangeState.Unknown, undo.Request.Length > 0);
    }

    /// <summary>What became of the configuration is what the machine said of it; where it said nothing, that is said.</summary>
    [Theory]
    [InlineData("changed", ChangeState.Changed, true)]
    [InlineData("unchanged", ChangeState.AlreadyRight, false)]
    [InlineData("failed-restored", ChangeState.PutBack, false)]
    [InlineData("failed", ChangeState.HalfChanged, true)]
    [InlineData("refused", ChangeState.Untouched, false)]
    [InlineData("of-tomorrow", ChangeState.Unknown, true)]
    [InlineData(null, ChangeState.Unknown, true)]
    public async Task Undo_IsOfWhatTheMachineSaid(string? status, ChangeState state, bool isPossible)
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        ReportUndo undo = IncidentReport.From(incident with { Tried = incident.Tried! with { Told = status is null ? null : $"#result step=apply status={status} reason=x" } }).Undo;

        Assert.Equal((state, isPossible, isPossible), (undo.State, undo.IsPossible, undo.BackupPath.Length > 0));
    }

    /// <summary>The same remedy has its file elsewhere there.</summary>
    [Fact]
    public async Task Undo_OnSuse_NamesItsOwnFile()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved-rhel");
        ReportUndo undo = IncidentReport.From(incident.Seeing(incident.Seen!.Text.Replace("|layout=rhel", "|layout=suse", StringComparison.Ordinal))).Undo;

        Assert.Equal(["sudo rm /etc/apache2/conf.d/00-mutex.conf", "sudo apache2ctl configtest && sudo systemctl restart apache2"], undo.Commands);
    }

    /// <summary>The diagnosis is that of the decision: a line that came after it would have made it another one, and with it the plan.</summary>
    [Fact]
    public void Cause_LineThatCameAfterTheDecision_ChangesNothing()
    {
        Recording removed = Recording.Load("removed-prefork-orphan");
        Incident decided = SampleIncident.Of(1).Seeing(removed.WithHeader("errorlog", "[errorlog exit=1]").ToString());
        Signal late = EvidenceReader.Read(removed.ToString()).Evidence!.LogOf(SignalKind.Removed).First().Signal!;
        Assert.Equal("semaphores-removed", Diagnoser.Diagnose(decided.Seen!.Evidence!, [late], decided.Recovery, RemedyStyle.ConfAvailable).ReasonCode);

        IncidentReport report = IncidentReport.From(decided with { Signals = [late], SignalCount = 1 });

        Assert.Equal(("log-unreadable", 0), (report.Cause!.ReasonCode, report.Actions.Plan.Length));
    }

    [Fact]
    public async Task Plan_StyleUncomment_IsTheOneThatWasWrittenDown()
    {
        ImmutableArray<Statement> plan = IncidentReport.From(await RecordedIncidents.PlayAsync("resolved-by-hand-late")).Actions.Plan;

        Assert.Contains(plan, step => step.Code == "step-uncomment");
    }

    [Fact]
    public async Task Comparison_Exhausted_ThreeRowsGone()
    {
        ReportComparison comparison = IncidentReport.From(await RecordedIncidents.PlayAsync("resolved-exhausted")).Comparison!;

        Assert.Equal((3, 0), (comparison.GoneCount, comparison.NewCount));
        Assert.Equal(["Message Queues", "Shared Memory Segments", "Semaphore Arrays"], comparison.Tables.Select(t => t.Title));
    }

    [Fact]
    public void IpcsListing_AsUbuntuPrintsIt()
    {
        ImmutableArray<IpcsSection> sections = IpcsListing.Read("""

            ------ Shared Memory Segments --------
            key        shmid      owner      perms      bytes      nattch     status
            0x00000000 0          root       644        80         2

            ------ Semaphore Arrays --------
            key        semid      owner      perms      nsems
            0x000000a7 0          root       600        1
            0x00000000 131073     testuser   600        1
            """);

        Assert.Equal(["Shared Memory Segments", "Semaphore Arrays"], sections.Select(s => s.Title));
        Assert.Equal(["0x00000000", "131073", "testuser", "600", "1"], sections[1].Rows[1]);
    }

    [Fact]
    public void IpcsListing_MoreRowsThanTheBound_AreLeftOff() =>
        Assert.Equal(
            IpcsListing.MaxRows,
            IpcsListing.Read("------ Semaphore Arrays --------\nkey semid\n" + string.Join('\n', Enumerable.Range(0, 500).Select(i => $"0x0 {i}"))).Single().Rows.Length);

    [Theory]
    [InlineData("a\u202Eb", "a⟨U+202E⟩b")]
    [InlineData("a\r\nb\tc", "a␍␊b c")]
    [InlineData("\0\u007F\u0085", "␀␡⟨U+0085⟩")]
    [InlineData("\uFFFE", "⟨U+FFFE⟩")]
    [InlineData("漢字😀", "漢字😀")]
    [InlineData(null, "")]
    public void Text_WhatCannotBeSeen_IsShown(string? text, string expected) => Assert.Equal(expected, ReportText.Clean(text, 100));

    [Fact]
    public void Text_HalfOfASurrogatePair_IsReplaced() => Assert.Equal("\uFFFDx", ReportText.Clean("\uD800x", 100));

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("ab😀😀", 5, "ab😀…")]
    [InlineData("abc\u202E", 4, "abc…")]
    public void Text_TooLong_IsCutWithAnEllipsis(string text, int maxChars, string expected) => Assert.Equal(expected, ReportText.Clean(text, maxChars));

    [Fact]
    public void TimeScale_ShortStretches_KeepAShareAndTheOrder()
    {
        DateTimeOffset at = SampleIncident.Opening;
        var scale = new TimeScale([at, at.AddSeconds(5), at.AddSeconds(5), at.AddHours(4)]);

        Assert.True(scale.Stretch(0).To - scale.Stretch(0).From > 5);
        Assert.True(scale.Stretch(1).To > scale.Stretch(1).From);
        Assert.Equal(100, scale.Stretch(2).To, 6);
        Assert.Equal((0, 100), (scale.PlaceOf(at.AddDays(-1)), scale.PlaceOf(at.AddDays(1))));
        Assert.Equal(scale.Stretch(0).To / 2, scale.PlaceOf(at.AddSeconds(2.5)), 6);
    }
}
