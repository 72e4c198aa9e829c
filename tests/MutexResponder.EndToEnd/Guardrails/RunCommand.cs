using System.Text.Json.Nodes;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>One command on one instance, as SSM lists it.</summary>
/// <param name="Document">The document's name.</param>
/// <param name="InstanceId">Where it ran.</param>
/// <param name="RequestedAt">When it was sent, to the millisecond.</param>
/// <param name="FinishedAt">When its last step ended; null while it runs.</param>
internal sealed record RunCommand(string Document, string InstanceId, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt)
{
    /// <param name="invocation">One element of ListCommandInvocations with Details.</param>
    public static RunCommand Read(JsonNode invocation)
    {
        double[] ends = [.. invocation["CommandPlugins"]!.AsArray().Select(step => step!["ResponseFinishDateTime"]?.GetValue<double>()).OfType<double>()];
        bool hasEnded = invocation["Status"]!.GetValue<string>() is not ("Pending" or "InProgress" or "Delayed");
        return new RunCommand(
            invocation["DocumentName"]!.GetValue<string>(),
            invocation[nameof(InstanceId)]!.GetValue<string>(),
            Time(invocation["RequestedDateTime"]!.GetValue<double>()),
            hasEnded && ends.Length > 0 ? Time(ends.Max()) : null);
    }

    /// <summary>The most that ran at the same time; one without an end runs on.</summary>
    public static int MostAtOnce(IEnumerable<RunCommand> commands)
    {
        RunCommand[] all = [.. commands];
        return all.Length == 0 ? 0 : all.Max(one => all.Count(other => other.RequestedAt <= one.RequestedAt && (other.FinishedAt is not { } end || end > one.RequestedAt)));
    }

    private static DateTimeOffset Time(double secondsSince1970) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(secondsSince1970 * 1000));
}
