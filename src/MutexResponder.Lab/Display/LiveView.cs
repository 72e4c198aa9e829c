using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MutexResponder.Lab.Display;

/// <summary>The terminal's view: one row an instance with its phase and what visitors see, and the newest moments below.</summary>
internal sealed class LiveView(IAnsiConsole console) : IWatchRehearsal
{
    private const int MaxNewest = 12;
    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, InstanceRow> _rows = [];
    private readonly Queue<Moment> _newest = new();
    private TimeSpan _elapsed;

    public void Tell(Moment moment)
    {
        lock (_gate)
        {
            if (_newest.Count == MaxNewest)
            {
                _newest.Dequeue();
            }

            _newest.Enqueue(moment);
            if (moment.Instance is { } id)
            {
                InstanceRow row = _rows.GetValueOrDefault(id) ?? new InstanceRow("", null, null, null);
                bool breaks = row.BrokeAt is null && moment.Teller is "logind";
                _rows[id] = row with
                {
                    Site = moment.Site ?? row.Site,
                    Phase = moment.Phase ?? row.Phase,
                    BrokeAt = breaks ? moment.Elapsed : row.BrokeAt,
                    ServedAt = breaks ? null : row.BrokeAt is not null && moment.Site == "HTTP 200" ? moment.Elapsed : row.ServedAt,
                };
            }
        }
    }

    /// <summary>Shows the rehearsal while it runs.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> run)
    {
        long started = TimeProvider.System.GetTimestamp();
        return await console.Live(Frame()).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(async live =>
        {
            Task<T> running = run();
            while (await Task.WhenAny(running, Task.Delay(FrameInterval)) != running)
            {
                _elapsed = TimeProvider.System.GetElapsedTime(started);
                live.UpdateTarget(Frame());
            }

            live.UpdateTarget(Frame());
            return await running;
        });
    }

    private Rows Frame()
    {
        lock (_gate)
        {
            return new Rows(Instances(), Newest());
        }
    }

    private Table Instances()
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey)
            .Title(string.Create(CultureInfo.InvariantCulture, $"[bold]Accept-Mutex Responder[/]  {_elapsed.TotalSeconds:0.0} s"));
        table.AddColumns("Instance", "Visitors see", "Incident", "Down for");
        foreach ((InstanceId id, InstanceRow row) in _rows.OrderBy(r => r.Key.Value, StringComparer.Ordinal))
        {
            string down = row.BrokeAt is { } broke
                ? string.Create(CultureInfo.InvariantCulture, $"{((row.ServedAt ?? _elapsed) - broke).TotalSeconds:0.0} s")
                : "";
            table.AddRow(
                new Text(id.Value),
                new Markup(row.Site == "HTTP 200" ? "[green]HTTP 200[/]" : $"[red]{Markup.Escape(row.Site)}[/]"),
                new Markup(PhaseBar(row.Phase)),
                new Markup(row.ServedAt is not null ? $"[green]{down}[/]" : $"[red]{down}[/]"));
        }

        return table;
    }

    private static string PhaseBar(IncidentPhase? phase) => phase switch
    {
        null => "[grey]none[/]",
        IncidentPhase.Inspecting => "[yellow]● inspecting[/] [grey]→ remediating → resolved[/]",
        IncidentPhase.AwaitingApproval => "[yellow]● awaiting approval[/]",
        IncidentPhase.Remediating => "[grey]inspecting →[/] [yellow]● remediating[/] [grey]→ resolved[/]",
        IncidentPhase.Resolved => "[grey]inspecting → remediating →[/] [green]● resolved[/]",
        IncidentPhase.NoAction => "[grey]inspecting →[/] [green]● no action[/]",
        _ => $"[grey]inspecting →[/] [red]● {phase}[/]",
    };

    private Table Newest()
    {
        var table = new Table().NoBorder().HideHeaders();
        table.AddColumn(new TableColumn("").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn("");
        int width = Math.Max(20, console.Profile.Width - 26);
        foreach (Moment moment in _newest)
        {
            table.AddRow(
                new Text(string.Create(CultureInfo.InvariantCulture, $"{moment.Elapsed.TotalSeconds:0.00}"), new Style(Color.Grey)),
                new Text(moment.Teller, new Style(ColorOf(moment.Teller))),
                new Text(moment.Text.Length > width ? moment.Text[..(width - 1)] + "…" : moment.Text));
        }

        return table;
    }

    private static Color ColorOf(string teller) => teller switch
    {
        "apache" or "logind" => Color.Red,
        "responder" => Color.Green,
        "site" => Color.Blue,
        _ => Color.Grey,
    };

    private sealed record InstanceRow(string Site, IncidentPhase? Phase, TimeSpan? BrokeAt, TimeSpan? ServedAt);
}
