using System.Globalization;
using MutexResponder.Deciding;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Lab.Display;

/// <summary>What is printed at the end: before and after <c>ipcs -a</c> as the article does, and how it ended on each instance. Fits 80 columns.</summary>
internal static class ResultPage
{
    public static void Write(TextWriter output, RehearsalResult result)
    {
        if (result.Instances.Length > 0)
        {
            InstanceOutcome first = result.Instances[0];
            output.WriteLine();
            output.WriteLine($"ipcs -a on {first.Instance} before the outage");
            output.WriteLine(Indent(first.IpcsBefore));
            output.WriteLine($"ipcs -a on {first.Instance} at the end");
            output.WriteLine(Indent(first.IpcsAfter));
        }

        foreach (InstanceOutcome outcome in result.Instances)
        {
            output.WriteLine();
            output.WriteLine($"{outcome.Instance}{(outcome.IsControl ? " (control, without prevention)" : "")}: {End(outcome)}");
            output.WriteLine($"  site      {Answers(outcome)}");
            output.WriteLine($"  visitors  {string.Join(" → ", outcome.SiteStates)}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  mutex     {Mechanism(outcome)}; semaphores of Apache's user: {outcome.ApacheSemaphoreCount}; reboots: {outcome.RebootCount}"));
            if (outcome.Requests is { } requests)
            {
                output.WriteLine($"  requests  {requests}");
            }

            if (outcome.TimeToRecovery is { } time)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  outage    {time.TotalSeconds:0.0} s, from the removal to the first 200 on every port"));
            }

            foreach (string difference in result.Differences(outcome))
            {
                output.WriteLine($"  WRONG     {difference}");
            }
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The function made {result.Calls.Length} AWS calls."));
        output.WriteLine(LastWord(result));
    }

    /// <summary>One line an instance, for scripts.</summary>
    public static void WriteQuietly(TextWriter output, RehearsalResult result)
    {
        foreach (InstanceOutcome outcome in result.Instances)
        {
            string time = outcome.TimeToRecovery is { } outage ? string.Create(CultureInfo.InvariantCulture, $"; outage {outage.TotalSeconds:0.0} s") : "";
            string load = outcome.Requests is { } requests ? $"; {requests}" : "";
            string wrong = string.Concat(result.Differences(outcome).Select(difference => $"; WRONG: {difference}"));
            output.WriteLine($"{outcome.Instance}: {End(outcome)}; {Answers(outcome)}; mutex {Mechanism(outcome)}{time}{load}{wrong}");
        }
    }

    private static string LastWord(RehearsalResult result)
    {
        if (!result.Succeeded)
        {
            return $"This is not how {result.Options.Cause} in mode {result.Options.Mode} has to end; the lines marked WRONG say what differs.";
        }

        ExpectedEnd expected = result.Expected(result.Instances[0]);
        return expected switch
        {
            { ReasonCode: "prevented" } => "The outage did not happen: the sites were changed while they served, and the logout found nothing to remove.",
            { IsRecovery: true } => "The site is back.",
            { ReasonCode: "mode-observe" } => "As it should be: mode Observe found the cause, made the plan and changed nothing.\nThe site stays down; with --mode remediate the responder brings it back.",
            { ReasonCode: "rejected" } => "As it should be: the plan was rejected and nothing was changed. The site stays down.",
            { SiteAnswers: true } => "As it should be: the responder looked, and touched nothing.",
            _ => "As it should be: the responder looked, touched nothing, and left it to a person.",
        };
    }

    private static string End(InstanceOutcome outcome) => outcome.Phase is { } phase ? $"{PhaseWords.Of(phase)} ({outcome.ReasonCode})" : "no incident";

    private static string Mechanism(InstanceOutcome outcome) => outcome.Mechanism.Length > 0 ? outcome.Mechanism : "unknown";

    private static string Answers(InstanceOutcome outcome) =>
        string.Join(", ", outcome.Answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"port {answer.Key}: {answer.Value}")));

    private static string Indent(string text) =>
        string.Join(Environment.NewLine, text.Trim('\n').Split('\n').Where(line => line.Length > 0).Select(line => "  " + line.TrimEnd()));
}
