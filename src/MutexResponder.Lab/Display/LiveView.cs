using System.Globalization;
using System.Text.RegularExpressions;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MutexResponder.Lab.Display;

/// <summary>
/// The terminal's view: one row an instance with its phase and what visitors see, the newest moments below, and under them the plan that
/// waits for an answer. The console's address stays in sight above. It fits 80 columns and the terminal's height.
/// </summary>
internal sealed partial class LiveView(IAnsiConsole console) : IWatchRehearsal
{
    private const int MaxNewest = 12;
    private const int MinNewest = 1;

    // Title, borders and heading of the table, and the line that the cursor stands in.
    private const int OtherLines = 6;

    // What stands before a moment's text: its time, its teller and the blanks after them.
    private const int TextColumn = 19;

    // What an instance, its incident and a long outage leave of 80 columns.
    private const int MaxSiteChars = 24;

    private static readonly TimeSpan FrameInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, InstanceRow> _rows = [];
    private readonly Queue<Moment> _newest = new();
    private readonly Queue<Question> _questions = new();
    private TimeSpan _elapsed;
    private string? _console;

    public void Tell(Moment moment)
    {
        lock (_gate)
        {
            if (moment.Teller == "console")
            {
                _console = moment.Text;
                return;
            }

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
                    // What was seen before it broke says nothing of the time after it.
                    Site = moment.Site ?? (breaks ? "" : row.Site),
                    Phase = moment.Phase ?? row.Phase,
                    BrokeAt = breaks ? moment.Elapsed : row.BrokeAt,
                    ServedAt = breaks ? null : row.BrokeAt is not null && moment.Site is not null ? moment.Site == "HTTP 200" ? moment.Elapsed : null : row.ServedAt,
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
                TakeAnswer();
                live.UpdateTarget(Frame());
            }

            live.UpdateTarget(Frame());
            return await running;
        });
    }

    /// <summary>Shows the plan and waits for a key: <c>a</c> approves, <c>r</c> rejects. Several plans are asked about one after another.</summary>
    public Task<PlanAnswer> AskAsync(Incident waiting, CancellationToken cancellationToken)
    {
        var question = new Question(waiting);
        lock (_gate)
        {
            _questions.Enqueue(question);
        }

        return question.Answer.Task.WaitAsync(cancellationToken);
    }

    private void TakeAnswer()
    {
        lock (_gate)
        {
            if (_questions.TryPeek(out Question? question) && Console.KeyAvailable)
            {
                PlanAnswer? answer = char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar) switch
                {
                    'a' => PlanAnswer.Approve,
                    'r' => PlanAnswer.Reject,
                    _ => null,
                };
                if (answer is { } given)
                {
                    _questions.Dequeue();
                    question.Answer.TrySetResult(given);
                }
            }
        }
    }

    internal Rows Frame()
    {
        lock (_gate)
        {
            IRenderable[] heading = _console is null ? [] : [new Text(_console, new Style(Color.Yellow))];
            IRenderable[] question = [.. _questions.TryPeek(out Question? asked) ? Lines(asked) : []];
            int height = console.Profile.Height - OtherLines - heading.Length - question.Length;
            int rowCount = Math.Min(_rows.Count, Math.Max(height - MinNewest, 1));

            // Where not all fit, the last line says how many are left off; those that wait, and then those under way, are the ones to see.
            int shownCount = rowCount < _rows.Count ? Math.Max(rowCount - 1, 1) : rowCount;
            return new Rows([.. heading, Instances(asked?.Waiting.Instance, shownCount), Newest(Math.Clamp(height - rowCount, MinNewest, MaxNewest)), .. question]);
        }
    }

    private Table Instances(InstanceId? asked, int count)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey)
            .Title(string.Create(CultureInfo.InvariantCulture, $"[bold]Accept-Mutex Responder[/]  {_elapsed.TotalSeconds:0.0} s"));
        foreach (string heading in (string[])["Instance", "Visitors see", "Incident", "Outage"])
        {
            table.AddColumn(new TableColumn(heading).NoWrap());
        }

        IEnumerable<KeyValuePair<InstanceId, InstanceRow>> rows = _rows.OrderBy(r => r.Key.Value, StringComparer.Ordinal);
        if (count < _rows.Count)
        {
            rows = rows.OrderBy(r => r.Key != asked).ThenBy(r => r.Value.Phase is null or IncidentPhase.Resolved or IncidentPhase.NoAction or IncidentPhase.Escalated).Take(count);
            table.Caption(new TableTitle(string.Create(CultureInfo.InvariantCulture, $"{_rows.Count - count} more")));
        }

        foreach ((InstanceId id, InstanceRow row) in rows)
        {
            string outage = row.BrokeAt is { } broke
                ? string.Create(CultureInfo.InvariantCulture, $"{((row.ServedAt ?? _elapsed) - broke).TotalSeconds:0.0} s")
                : "";
            table.AddRow(
                new Text(id.Value),
                new Markup(row.Site switch { "HTTP 200" => "[green]HTTP 200[/]", { } counts when counts.EndsWith(" 0 lost", StringComparison.Ordinal) => $"[green]{counts}[/]", "" => "[grey]not asked yet[/]", _ => $"[red]{Markup.Escape(Cut(row.Site, MaxSiteChars))}[/]" }),
                new Markup(PhaseWords.Bar(row.Phase)),
                new Markup(row.ServedAt is not null ? $"[green]{outage}[/]" : $"[red]{outage}[/]"));
        }

        return table;
    }

    private Table Newest(int count)
    {
        var table = new Table().NoBorder().HideHeaders();
        table.AddColumn(new TableColumn("").RightAligned().NoWrap().PadLeft(0).PadRight(1).Width(7));
        table.AddColumn(new TableColumn("").NoWrap().PadLeft(0).PadRight(1).Width(9));
        table.AddColumn(new TableColumn("").NoWrap().PadLeft(0).PadRight(0));
        foreach (Moment moment in _newest.TakeLast(count))
        {
            table.AddRow(
                new Text(string.Create(CultureInfo.InvariantCulture, $"{moment.Elapsed.TotalSeconds:0.00}"), new Style(Color.Grey)),
                new Text(moment.Teller, new Style(ColorOf(moment.Teller))),
                new Text(Cut(moment.Teller == "apache" ? LinePrefix().Replace(moment.Text, "") : moment.Text, console.Profile.Width - TextColumn)));
        }

        return table;
    }

    private IEnumerable<IRenderable> Lines(Question question)
    {
        int number = 0;
        yield return new Text($"The plan for {question.Waiting.Instance}:", new Style(Color.Yellow));
        foreach (string step in question.Waiting.PlanSteps().Select(step => ReportText.Clean(step).InEnglish))
        {
            // The whole of it, whatever the width: it is what the answer is about.
            string mark = string.Create(CultureInfo.InvariantCulture, $"  {++number}. ");
            foreach (string line in Wrapped(step, console.Profile.Width - mark.Length - 1))
            {
                yield return new Text(mark + line);
                mark = new string(' ', mark.Length);
            }
        }

        yield return new Text("Press a to approve it, r to reject it.", new Style(Color.Yellow));
    }

    internal static IEnumerable<string> Wrapped(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>What does not fit is left off, and never the code: where that stands behind much else, the line begins with it.</summary>
    internal static string Cut(string text, int width)
    {
        Match code = Code().Match(text);
        string shown = text.Length > width && code.Index + code.Length >= width ? "…" + text[code.Index..] : text;
        return shown.Length > width ? shown[..(width - 1)] + "…" : shown;
    }

    private static Color ColorOf(string teller) => teller switch
    {
        "apache" or "logind" => Color.Red,
        "responder" => Color.Green,
        "site" => Color.Blue,
        "person" => Color.Yellow,
        _ => Color.Grey,
    };

    /// <summary>Time, module and process before an error-log line's own text: the code has to be seen on a narrow terminal.</summary>
    [GeneratedRegex(@"^(\[[^\]]*\] )+")]
    private static partial Regex LinePrefix();

    [GeneratedRegex(@"AH\d{5}")]
    private static partial Regex Code();

    private sealed record InstanceRow(string Site, IncidentPhase? Phase, TimeSpan? BrokeAt, TimeSpan? ServedAt);

    private sealed record Question(Incident Waiting)
    {
        public TaskCompletionSource<PlanAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
