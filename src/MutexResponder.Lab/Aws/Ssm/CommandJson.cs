using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using MutexResponder.Lab.Agent;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>Commands in the members and formats of SSM's answers: times in seconds since 1970 here, ISO 8601 texts there.</summary>
internal static class CommandJson
{
    /// <summary>The limit of ListCommandInvocations' Output: standard output and standard error together.</summary>
    private const int MaxOutputLength = 2_500;

    /// <summary>Command in the answers of SendCommand and ListCommands.</summary>
    /// <param name="invocations">All invocations of one command that are to be counted; one at least.</param>
    public static JsonObject Command(IReadOnlyList<CommandInvocation> invocations)
    {
        SentCommand command = invocations[0].Command;
        InvocationStatus status = Worst(invocations);
        return new JsonObject
        {
            ["CommandId"] = command.Id,
            ["DocumentName"] = command.DocumentName,
            ["DocumentVersion"] = Text(command.DocumentVersion),
            ["Comment"] = command.Comment,
            ["ExpiresAfter"] = Seconds(command.ExpiresAt),
            ["RequestedDateTime"] = Seconds(command.RequestedAt),
            ["Parameters"] = new JsonObject(command.GivenParameters.Select(parameter =>
                KeyValuePair.Create(parameter.Key, (JsonNode?)new JsonArray([.. parameter.Value.Select(value => JsonValue.Create(value))])))),
            ["InstanceIds"] = new JsonArray([.. invocations.Select(invocation => JsonValue.Create(invocation.Instance.Value))]),
            ["Targets"] = new JsonArray(),
            ["Status"] = status.Status,
            ["StatusDetails"] = status.Details,
            ["TimeoutSeconds"] = command.TimeoutSeconds,
            ["TargetCount"] = invocations.Count,
            ["CompletedCount"] = invocations.Count(invocation => invocation.Status.HasEnded),
            ["ErrorCount"] = invocations.Count(invocation => invocation.Status.Status is "Failed" or "TimedOut"),
            ["DeliveryTimedOutCount"] = invocations.Count(invocation => invocation.Status == InvocationStatus.DeliveryTimedOut),
            ["MaxConcurrency"] = "50",
            ["MaxErrors"] = "0",
        };
    }

    /// <summary>One element of ListCommandInvocations.</summary>
    public static JsonObject Invocation(CommandInvocation invocation, bool details)
    {
        InvocationStatus status = invocation.Status;
        return new JsonObject
        {
            ["CommandId"] = invocation.Command.Id,
            ["InstanceId"] = invocation.Instance.Value,
            ["InstanceName"] = "",
            ["Comment"] = invocation.Command.Comment,
            ["DocumentName"] = invocation.Command.DocumentName,
            ["DocumentVersion"] = Text(invocation.Command.DocumentVersion),
            ["RequestedDateTime"] = Seconds(invocation.Command.RequestedAt),
            ["Status"] = status.Status,
            ["StatusDetails"] = status.Details,
            ["CommandPlugins"] = new JsonArray(details ? [.. invocation.Steps.Select(Plugin)] : []),
        };
    }

    /// <summary>GetCommandInvocation's answer: about one step, not about the command.</summary>
    public static JsonObject Step(CommandInvocation invocation, StepState step)
    {
        InvocationStatus status = StatusOf(step);
        bool ended = status.HasEnded;
        return new JsonObject
        {
            ["CommandId"] = invocation.Command.Id,
            ["InstanceId"] = invocation.Instance.Value,
            ["Comment"] = invocation.Command.Comment,
            ["DocumentName"] = invocation.Command.DocumentName,
            ["DocumentVersion"] = Text(invocation.Command.DocumentVersion),
            ["PluginName"] = step.Name,
            ["ResponseCode"] = ended ? step.ExitCode : -1,
            ["ExecutionStartDateTime"] = Iso(step.StartedAt),
            ["ExecutionElapsedTime"] = step is { StartedAt: { } from, EndedAt: { } to } ? XmlConvert.ToString(to - from) : "",
            ["ExecutionEndDateTime"] = Iso(step.EndedAt),
            ["Status"] = status.Status,
            ["StatusDetails"] = status.Details,
            ["StandardOutputContent"] = ended ? step.StdoutAsSent : "",
            ["StandardErrorContent"] = ended ? step.Stderr : "",
        };
    }

    private static JsonNode Plugin(StepState step)
    {
        InvocationStatus status = StatusOf(step);
        var plugin = new JsonObject
        {
            ["Name"] = step.Name,
            ["Status"] = status.Status,
            ["StatusDetails"] = status.Details,
            ["ResponseCode"] = status.HasEnded ? step.ExitCode : -1,
            ["Output"] = !status.HasEnded ? "" : step.Note.Length > 0 ? step.Note : Output(step),
        };
        if (step.StartedAt is { } startedAt)
        {
            plugin["ResponseStartDateTime"] = Seconds(startedAt);
        }

        if (step.EndedAt is { } endedAt)
        {
            plugin["ResponseFinishDateTime"] = Seconds(endedAt);
        }

        return plugin;
    }

    /// <summary>The agent's text of both streams in the room that there is; where one is short, the other gets what is left.</summary>
    private static string Output(StepState step)
    {
        const string OutputCut = "\n---Output truncated---";
        const string ErrorCut = "\n---Error truncated----";
        string title = step.Stderr.Length > 0 ? "\n----------ERROR-------\n" : "";
        int room = MaxOutputLength - title.Length;
        if (step.Stdout.Length + step.Stderr.Length < room)
        {
            return step.Stdout + title + step.Stderr;
        }

        if (step.Stdout.Length > room / 2 && step.Stderr.Length > room / 2)
        {
            int half = (room - OutputCut.Length - ErrorCut.Length) / 2;
            return step.Stdout[..half] + OutputCut + title + step.Stderr[..half] + ErrorCut;
        }

        return step.Stdout.Length <= room / 2
            ? step.Stdout + title + step.Stderr[..(room - ErrorCut.Length - step.Stdout.Length)] + ErrorCut
            : step.Stdout[..(room - OutputCut.Length - step.Stderr.Length)] + OutputCut + title + step.Stderr;
    }

    /// <summary>SSM has no word for a skipped step, nor for one that waits for a reboot.</summary>
    private static InvocationStatus StatusOf(StepState step) => step.Status switch
    {
        StepStatus.NotStarted => InvocationStatus.Pending,
        StepStatus.InProgress or StepStatus.SuccessAndReboot => InvocationStatus.InProgress,
        StepStatus.Success or StepStatus.Skipped => InvocationStatus.Success,
        StepStatus.TimedOut => InvocationStatus.ExecutionTimedOut,
        StepStatus.Cancelled => InvocationStatus.Cancelled,
        _ => InvocationStatus.Failed,
    };

    /// <summary>Running while any runs; then the first that is not a success, if there is one.</summary>
    private static InvocationStatus Worst(IReadOnlyList<CommandInvocation> invocations)
    {
        InvocationStatus[] all = [.. invocations.Select(invocation => invocation.Status)];
        return all.FirstOrDefault(status => !status.HasEnded)
            ?? all.FirstOrDefault(status => status != InvocationStatus.Success)
            ?? InvocationStatus.Success;
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static string Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
