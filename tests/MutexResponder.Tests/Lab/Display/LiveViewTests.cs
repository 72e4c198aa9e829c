using MutexResponder.Incidents;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Reporting;
using Spectre.Console;

namespace MutexResponder.Tests.Lab.Display;

/// <summary>A terminal of 80 columns and 24 lines shows the picture whole: nothing wraps, no code is cut, and the question stands in it.</summary>
public sealed class LiveViewTests : IDisposable
{
    private const int Width = 80;
    private const int Height = 24;

    private readonly StringWriter _output = new();
    private readonly IAnsiConsole _console;
    private readonly LiveView _view;

    public LiveViewTests()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) });
        _console.Profile.Width = Width;
        _console.Profile.Height = Height;
        _view = new LiveView(_console);
    }

    public void Dispose() => _output.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(RehearsalOptions.MaxInstances)]
    public async Task Picture_FitsTheTerminal_WithAPlanThatWaits(int instances)
    {
        foreach (string site in new[] { "HTTP 200", "connection refused", "no answer", "123456 served, 123 lost", "no answer: the server closed the connection before the status line" })
        {
            Tell(instances, site, IncidentPhase.AwaitingApproval);
        }

        Fits(Picture());
        Incident waiting = (await RecordedIncidents.PlayAsync("awaiting-approval")) with { Instance = SampleIncident.InstanceOf(instances) };
        _ = _view.AskAsync(waiting, TestContext.Current.CancellationToken);

        string[] lines = Picture();
        Fits(lines);
        Assert.Contains("Press a to approve it, r to reject it.", lines);
        Assert.Contains(lines, line => line.Contains("  1. ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"│ {waiting.Instance} │", StringComparison.Ordinal));
        Assert.Equal(instances > 3, lines.Any(line => line.Trim().EndsWith(" more", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(RehearsalOptions.MaxInstances)]
    public async Task ConsolesAddress_StaysInSight_WhateverIsToldAfterIt(int instances)
    {
        const string Address = "The incident console: http://127.0.0.1:54321/";
        _view.Tell(new Moment(TimeSpan.FromSeconds(1), null, "console", Address));
        for (int i = 0; i < 12; i++)
        {
            Tell(instances, "connection refused", IncidentPhase.AwaitingApproval);
        }

        string[] lines = Picture();
        Fits(lines);
        Assert.Equal(Address, lines[0]);

        _ = _view.AskAsync((await RecordedIncidents.PlayAsync("awaiting-approval")) with { Instance = SampleIncident.InstanceOf(instances) }, TestContext.Current.CancellationToken);
        lines = Picture();
        Fits(lines);
        Assert.Equal(Address, lines[0]);
        Assert.Contains("Press a to approve it, r to reject it.", lines);
    }

    [Theory]
    [InlineData("[Wed Aug 25 20:51:54.123456 2026] [mpm_prefork:emerg] [pid 170:tid 170] (43)Identifier removed: AH00144: couldn't grab the accept mutex")]
    [InlineData("The kernel grants no more semaphores and Apache does not start. Its journal: Nov 26 09:00:00 web-207dda70 apachectl[4711]: (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex")]
    public void Code_OfALongLine_IsSeen(string line)
    {
        _view.Tell(new Moment(TimeSpan.FromSeconds(123.45), SampleIncident.InstanceOf(1), line[0] == '[' ? "apache" : "lab", line));
        string[] lines = Picture();

        Fits(lines);
        Assert.Contains(lines, shown => System.Text.RegularExpressions.Regex.IsMatch(shown, @"AH\d{5}: [Cc]ouldn't"));
    }

    private void Tell(int instances, string site, IncidentPhase phase)
    {
        for (int number = 1; number <= instances; number++)
        {
            _view.Tell(new Moment(TimeSpan.FromSeconds(2 * number), SampleIncident.InstanceOf(number), "logind", "The last session of testuser ends; logind removes semaphores 1, 2, 3, 4, 5 and 6 (RemoveIPC=yes)."));
            _view.Tell(new Moment(TimeSpan.FromSeconds(2345), SampleIncident.InstanceOf(number), "responder", "Waiting.") { Site = site, Phase = phase });
        }
    }

    private string[] Picture()
    {
        _output.GetStringBuilder().Clear();
        _console.Write(_view.Frame());
        return [.. _output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    private static void Fits(string[] lines)
    {
        Assert.InRange(lines.Length, 1, Height - 1);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, Width - 1));
        Assert.All(lines.Where(line => line.Contains("i-0", StringComparison.Ordinal) && line[0] == '│'), line => Assert.EndsWith(" │", line, StringComparison.Ordinal));
        Assert.DoesNotContain("…", lines);
    }
}
