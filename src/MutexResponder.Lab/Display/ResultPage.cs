using System.Globalization;
using System.Text.Json;
using MutexResponder.Deciding;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Lab.Display;

/// <summary>What is printed at the end: before and after <c>ipcs -a</c> as the article does, and how it ended on each instance. Fits 80 columns.</summary>
internal static class ResultPage
{
    private const int Width = 80;

    public static void Write(TextWriter output, RehearsalResult result)
    {
        if (result.Instances.Length > 0)
        {
            InstanceOutcome first = result.Instances[0];
            output.WriteLine();
            output.WriteLine($"ipcs -a on {first.Instance} before");
            output.WriteLine(Indent(first.IpcsBefore));
            output.WriteLine($"ipcs -a on {first.Instance} at the end");
            output.WriteLine(Indent(first.IpcsAfter));
        }

        foreach (InstanceOutcome outcome in result.Instances)
        {
            output.WriteLine();
            output.WriteLine($"{Name(outcome)}: {End(outcome)}");
            WriteFact(output, "site", Answers(outcome));
            WriteFact(output, "visitors", string.Join(" → ", outcome.SiteStates));
            WriteFact(output, "mutex", string.Create(CultureInfo.InvariantCulture, $"{Mechanism(outcome)}; semaphores of Apache's user: {outcome.ApacheSemaphoreCount}; reboots: {outcome.RebootCount}"));
            if (outcome.Requests is { } requests)
            {
                WriteFact(output, "requests", requests.ToString());
            }

            if (outcome.TimeToRecovery is { } time)
            {
                WriteFact(output, "outage", string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s, from the removal to the first 200 on every port"));
            }

            WritePlan(output, outcome);
            foreach (string difference in result.Differences(outcome))
            {
                WriteFact(output, "WRONG", difference);
            }
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The function made {result.Calls.Length} AWS calls, its ticks (here every {result.Options.TickInterval.TotalSeconds:0} s) included."));
        output.WriteLine(LastWord(result));
    }

    /// <summary>What was done, or would have been: without it nobody sees from the lines what "as planned" means.</summary>
    private static void WritePlan(TextWriter output, InstanceOutcome outcome)
    {
        int number = 0;
        foreach (Statement step in outcome.Record?.PlanSteps() ?? [])
        {
            WriteWrapped(output, string.Create(CultureInfo.InvariantCulture, $"{(number == 0 ? "  plan    " : "          ")}{++number,2}. "), step.InEnglish);
        }
    }

    private static void WriteFact(TextWriter output, string label, string text) => WriteWrapped(output, $"  {label,-10}", text);

    private static void WriteWrapped(TextWriter output, string mark, string text)
    {
        foreach (string line in LiveView.Wrapped(ReportText.Sentence(text), Width - mark.Length))
        {
            output.WriteLine(mark + line);
            mark = new string(' ', mark.Length);
        }
    }

    /// <summary>One line an instance, for scripts.</summary>
    public static void WriteQuietly(TextWriter output, RehearsalResult result)
    {
        foreach (InstanceOutcome outcome in result.Instances)
        {
            string time = outcome.TimeToRecovery is { } outage ? string.Create(CultureInfo.InvariantCulture, $"; outage {outage.TotalSeconds:0.0} s") : "";
            string load = outcome.Requests is { } requests ? $"; {requests}" : "";
            string wrong = string.Concat(result.Differences(outcome).Select(difference => $"; WRONG: {difference}"));
            output.WriteLine(ReportText.Sentence($"{Name(outcome)}: {End(outcome)}; {Answers(outcome)}; mutex {Mechanism(outcome)}{time}{load}{wrong}"));
        }
    }

    /// <summary>What was to happen and what did, in a sentence or two.</summary>
    private static string LastWord(RehearsalResult result)
    {
        if (!result.Succeeded)
        {
            return $"This is not how --cause {Option(result.Options.Cause)} --mode {Option(result.Options.Mode)} has to end.\nThe lines marked WRONG say what was expected and what happened.";
        }

        ExpectedEnd expected = result.Expected(result.Instances[0]);
        return expected switch
        {
            { ReasonCode: "prevented" } => "As it should be: the site was changed while it served, and its logout found\nnothing to remove. The control, without prevention, went down at its logout.",
            { ReasonCode: "at-risk" } => "As it should be: the site was found at risk, and --mode observe changes nothing.\nThe control shows what its next logout will do; --mode remediate prevents it.",
            { ReasonCode: "rejected", SiteAnswers: true } => "As it should be: the plan was rejected and nothing was changed.\nThe site answers; the control shows what its next logout will do.",
            { IsRecovery: true } => "The site is back.",
            { ReasonCode: "mode-observe" } => "As it should be: the responder found the cause, made the plan, changed nothing.\nThe site stays down; with --mode remediate the responder brings it back.",
            { ReasonCode: "rejected" } => "As it should be: the plan was rejected and nothing was changed.\nThe site stays down.",
            { SiteAnswers: true } => "As it should be: the responder looked and touched nothing. The site answers.",
            _ => "As it should be: the responder touched nothing, and left the site to a person.",
        };
    }

    private static string Option<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");

    private static string Name(InstanceOutcome outcome) => $"{outcome.Instance}{(outcome.IsControl ? " (control, without prevention)" : "")}";

    private static string End(InstanceOutcome outcome) => outcome.Phase is { } phase ? $"{PhaseWords.Of(phase)} ({outcome.ReasonCode})" : "no incident";

    private static string Mechanism(InstanceOutcome outcome) => outcome.Mechanism.Length > 0 ? outcome.Mechanism : "unknown";

    private static string Answers(InstanceOutcome outcome) =>
        string.Join(", ", outcome.Answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"port {answer.Key}: {answer.Value}")));

    private static string Indent(string text) =>
        string.Join(Environment.NewLine, text.Trim('\n').Split('\n').Where(line => line.Length > 0).Select(line => "  " + ReportText.Line(line.TrimEnd())));
}
