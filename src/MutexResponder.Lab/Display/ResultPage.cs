using System.Globalization;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Lab.Display;

/// <summary>What is printed at the end: before and after <c>ipcs -a</c> as the article does, and how it ended on each instance.</summary>
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
            string answers = string.Join(", ", outcome.Answers.Select(a => string.Create(CultureInfo.InvariantCulture, $"port {a.Key} {a.Value}")));
            output.WriteLine($"{outcome.Instance}: {outcome.Phase?.ToString() ?? "no incident"} ({outcome.ReasonCode}); {answers}; mutex {outcome.Mechanism}; semaphores of Apache's user {outcome.ApacheSemaphoreCount}; reboots {outcome.RebootCount}");
            output.WriteLine($"  visitors saw: {string.Join(" → ", outcome.SiteStates)}");
            if (outcome.TimeToRecovery is { } time)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  down for {time.TotalSeconds:0.0} s, from the removal to the first 200 on every port"));
            }

            if (!result.Succeeded)
            {
                output.WriteLine($"  {outcome.Summary}");
            }
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The function made {result.Calls.Length} AWS calls."));
        output.WriteLine(result.Succeeded
            ? ExpectedEnd.Of(result.Options.Cause).IsRecovery ? "The site is back." : "As it should: an inspection, and nothing else."
            : "This did not end as it should.");
    }

    private static string Indent(string text) =>
        string.Join(Environment.NewLine, text.Trim('\n').Split('\n').Where(line => line.Length > 0).Select(line => "  " + line.TrimEnd()));
}
