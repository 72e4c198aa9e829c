using System.Globalization;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using CommandStatus = MutexResponder.Ports.CommandStatus;

namespace MutexResponder.Lambda.Aws;

/// <summary>Sends and reads commands through SSM Run Command.</summary>
public sealed class SsmCommands(AwsClients clients, SsmDocuments documents) : ISendCommands, IReadCommands
{
    /// <summary>The step of the inspecting document; its output is the evidence.</summary>
    public const string EvidenceStep = "collect";

    /// <summary>Pages of <see cref="PageSize"/> looked through for a comment.</summary>
    public const int MaxPages = 5;

    public const int PageSize = 50;

    /// <summary>SSM's clock and ours may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>The agent joins the two streams with this line in the short output.</summary>
    private const string ErrorMark = "\n----------ERROR-------\n";

    public async Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        SendCommandRequest send = new()
        {
            DocumentName = documents.NameOf(request.Kind),
            InstanceIds = [request.Instance.Value],
            Parameters = request.Parameters.ToDictionary(pair => pair.Key, pair => new List<string> { pair.Value }),
            Comment = request.Comment,
            TimeoutSeconds = (int)request.DeliveryTimeout.TotalSeconds,
        };
        try
        {
            SendCommandResponse response = await AwsFailure.CallAsync(
                "ssm:SendCommand", () => clients.SsmWithoutRetry.SendCommandAsync(send, cancellationToken), cancellationToken).ConfigureAwait(false);
            return response.Command.CommandId;
        }
        catch (RemoteCallException e) when (e.InnerException is InvalidInstanceIdException)
        {
            throw new RemoteCallException(RemoteCallFailure.AgentSilent, e.Message, e.InnerException);
        }
    }

    /// <summary>A look is one step, whose output is wanted whole; of a change the list tells how each of its steps ended.</summary>
    public Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken) => kind == CommandKind.Inspect
        ? ReadInspectionAsync(instance, commandId, cancellationToken)
        : ReadStepsAsync(instance, commandId, cancellationToken);

    /// <summary>
    /// A document of one step needs no list: the invocation's status is the step's, and the whole output comes with it
    /// (24,000 characters, where the list cuts at 2,500).
    /// </summary>
    private async Task<CommandReport> ReadInspectionAsync(InstanceId instance, string commandId, CancellationToken cancellationToken)
    {
        GetCommandInvocationRequest get = new() { CommandId = commandId, InstanceId = instance.Value };
        GetCommandInvocationResponse? whole = null;
        try
        {
            whole = await AwsFailure.CallAsync(
                "ssm:GetCommandInvocation", () => clients.Ssm.GetCommandInvocationAsync(get, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException e) when (e.InnerException is InvocationDoesNotExistException)
        {
            // SSM does not list it yet.
        }

        if (whole is null)
        {
            return new CommandReport(CommandStatus.NotListed, "", []);
        }

        CommandReport report = new(SsmStatus.Read(whole.Status?.Value, whole.StatusDetails), whole.StatusDetails ?? "", []) { Comment = whole.Comment ?? "" };
        return report.HasEnded
            ? report with { Steps = [new CommandStep(EvidenceStep, report.Status, whole.ResponseCode ?? -1, whole.StandardOutputContent ?? "", whole.StandardErrorContent ?? "")] }
            : report;
    }

    private async Task<CommandReport> ReadStepsAsync(InstanceId instance, string commandId, CancellationToken cancellationToken)
    {
        ListCommandInvocationsRequest list = new() { CommandId = commandId, InstanceId = instance.Value, Details = true };
        ListCommandInvocationsResponse response = await ListAsync(list, cancellationToken).ConfigureAwait(false);
        CommandInvocation? invocation = response.CommandInvocations?.FirstOrDefault();
        if (invocation is null)
        {
            return new CommandReport(CommandStatus.NotListed, "", []);
        }

        CommandReport report = new(SsmStatus.Read(invocation.Status?.Value, invocation.StatusDetails), invocation.StatusDetails ?? "", []) { Comment = invocation.Comment ?? "" };
        IEnumerable<CommandStep> steps = (invocation.CommandPlugins ?? []).Select(ReadStep);
        return report with { Steps = [.. steps.Where(step => report.HasEnded || step.Status is not (CommandStatus.Running or CommandStatus.NotListed))] };
    }

    public async Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken)
    {
        ListCommandInvocationsRequest list = new()
        {
            InstanceId = instance.Value,
            MaxResults = PageSize,
            Filters =
            [
                new CommandFilter
                {
                    Key = CommandFilterKey.InvokedAfter,
                    Value = (sentAfter - ClockSkew).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                },
            ],
        };
        for (int page = 0; page < MaxPages; page++)
        {
            ListCommandInvocationsResponse response = await ListAsync(list, cancellationToken).ConfigureAwait(false);
            if (response.CommandInvocations?.Find(invocation => invocation.Comment == comment) is { } found)
            {
                return found.CommandId;
            }

            if (string.IsNullOrEmpty(response.NextToken))
            {
                return null;
            }

            list.NextToken = response.NextToken;
        }

        // "Not found" would let the caller send it a second time, so an incomplete search must not say that.
        throw new RemoteCallException(RemoteCallFailure.Unavailable, $"ssm:ListCommandInvocations lists more than {MaxPages * PageSize} commands on {instance} since {sentAfter:u}.");
    }

    private Task<ListCommandInvocationsResponse> ListAsync(ListCommandInvocationsRequest request, CancellationToken cancellationToken) =>
        AwsFailure.CallAsync("ssm:ListCommandInvocations", () => clients.Ssm.ListCommandInvocationsAsync(request, cancellationToken), cancellationToken);

    private static CommandStep ReadStep(CommandPlugin plugin)
    {
        string output = plugin.Output ?? "";
        int mark = output.LastIndexOf(ErrorMark, StringComparison.Ordinal);
        return new CommandStep(
            plugin.Name ?? "",
            SsmStatus.Read(plugin.Status?.Value, plugin.StatusDetails),
            plugin.ResponseCode ?? -1,
            mark < 0 ? output : output[..mark],
            mark < 0 ? "" : output[(mark + ErrorMark.Length)..]);
    }
}
