using System.Text.Json.Nodes;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Agent.Documents;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>Run Command's five operations. Source: SSM API Reference, and for the limits the API's model.</summary>
internal sealed class CommandOperations(InstanceDirectory instances, DocumentShelf documents, CommandLedger ledger, AwsEndpointOptions options)
{
    private const int CommandIdLength = 36;
    private const int MaxCommentLength = 100;
    private const int MaxInstances = 50;
    private const int MaxTimeoutSeconds = 2_592_000;
    private const int MinTimeoutSeconds = 30;
    private const int DefaultTimeoutSeconds = 3_600;
    private static readonly string[] NotOffered = ["Targets", "OutputS3BucketName", "NotificationConfig", "ServiceRoleArn", "AlarmConfiguration"];

    public JsonObject SendCommand(SsmRequest request)
    {
        string documentName = request.RequiredText("DocumentName");
        string comment = request.Text("Comment") ?? "";
        if (comment.Length > MaxCommentLength)
        {
            throw SsmRequest.Invalid($"Value at 'comment' failed to satisfy constraint: Member must have length less than or equal to {MaxCommentLength}");
        }

        int timeoutSeconds = request.Integer("TimeoutSeconds") ?? DefaultTimeoutSeconds;
        if (timeoutSeconds is < MinTimeoutSeconds or > MaxTimeoutSeconds)
        {
            throw SsmRequest.Invalid($"Value '{timeoutSeconds}' at 'timeoutSeconds' failed to satisfy constraint: Member must have value from {MinTimeoutSeconds} to {MaxTimeoutSeconds}");
        }

        if (NotOffered.FirstOrDefault(request.Has) is string member)
        {
            throw new AwsErrorException("InvalidParameters", $"The lab's SendCommand does not offer {member}.");
        }

        (int version, SsmDocument document) = documents.Find(documentName, request.Text("DocumentVersion"));
        if (request.Text("DocumentHash") is { } hash && !string.Equals(hash, document.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new AwsErrorException("InvalidDocument", "The document's content does not have the given hash.");
        }

        IReadOnlyDictionary<string, IReadOnlyList<string>> given = request.TextLists("Parameters");
        var command = new SentCommand
        {
            DocumentName = documentName,
            DocumentVersion = version,
            Document = document,
            Parameters = ParameterCheck.Complete(document, given),
            GivenParameters = given,
            Comment = comment,
            TimeoutSeconds = timeoutSeconds,
            RequestedAt = options.Time.GetUtcNow(),
        };
        (InstanceId Id, LabAgent Agent)[] targets = Targets(request.Texts("InstanceIds"));
        CommandInvocation[] invocations = [.. targets.Select(target => ledger.Add(command, target.Id))];
        foreach ((CommandInvocation invocation, (InstanceId _, LabAgent agent)) in invocations.Zip(targets))
        {
            invocation.DeliverTo(agent);
        }

        return new JsonObject { ["Command"] = CommandJson.Command(invocations) };
    }

    public JsonObject CancelCommand(SsmRequest request)
    {
        IReadOnlyList<CommandInvocation> invocations = ledger.Of(CommandId(request) ?? throw SsmRequest.Invalid("Value null at 'commandId' failed to satisfy constraint: Member must not be null"));
        if (invocations.Count == 0)
        {
            throw new AwsErrorException("InvalidCommandId", "There is no command of that id.");
        }

        IReadOnlyList<string> only = request.Texts("InstanceIds");
        foreach (CommandInvocation invocation in invocations.Where(invocation => only.Count == 0 || only.Contains(invocation.Instance.Value)))
        {
            invocation.Cancel();
        }

        return [];
    }

    public JsonObject GetCommandInvocation(SsmRequest request)
    {
        string? commandId = CommandId(request);
        string instanceId = request.RequiredText("InstanceId");
        CommandInvocation invocation = ledger.Visible.FirstOrDefault(known => known.Command.Id == commandId && known.Instance.Value == instanceId)
            ?? throw new AwsErrorException("InvocationDoesNotExist", "No such invocation, or not yet.");
        string? stepName = request.Text("PluginName");
        StepState? step = stepName is null && invocation.Steps.Length == 1
            ? invocation.Steps[0]
            : invocation.Steps.FirstOrDefault(known => known.Name == stepName);
        return CommandJson.Step(invocation, step ?? throw new AwsErrorException("InvalidPluginName", "The document has no such step; with more than one, PluginName is required."));
    }

    public JsonObject ListCommandInvocations(SsmRequest request)
    {
        bool details = request.Flag("Details");
        IEnumerable<JsonNode> found = Matching(request).Select(invocation => (JsonNode)CommandJson.Invocation(invocation, details));
        return ResultPage.Of(request, "CommandInvocations", found);
    }

    public JsonObject ListCommands(SsmRequest request)
    {
        IEnumerable<JsonNode> found = Matching(request)
            .GroupBy(invocation => invocation.Command.Id)
            .Select(command => (JsonNode)CommandJson.Command([.. command]));
        return ResultPage.Of(request, "Commands", found);
    }

    private IEnumerable<CommandInvocation> Matching(SsmRequest request)
    {
        string? commandId = CommandId(request);
        string? instanceId = request.Text("InstanceId");
        Func<CommandInvocation, bool>[] filters = [.. request.Structures("Filters").Select(CommandFilters.Read)];
        return ledger.Visible.Where(invocation =>
            (commandId is null || invocation.Command.Id == commandId)
            && (instanceId is null || invocation.Instance.Value == instanceId)
            && filters.All(filter => filter(invocation)));
    }

    private static string? CommandId(SsmRequest request) =>
        request.Text("CommandId") is not { } id ? null
        : id.Length == CommandIdLength ? id
        : throw SsmRequest.Invalid($"Value '{id}' at 'commandId' failed to satisfy constraint: Member must have length {CommandIdLength}");

    private (InstanceId Id, LabAgent Agent)[] Targets(IReadOnlyList<string> ids)
    {
        if (ids.Count is 0 or > MaxInstances)
        {
            throw new AwsErrorException("InvalidInstanceId", $"SendCommand takes 1 to {MaxInstances} instance ids here; {ids.Count} were given.");
        }

        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
        {
            throw new AwsErrorException("DuplicateInstanceId", "An instance id was given twice.");
        }

        return [.. ids.Select(id => instances.Find(id) is { Agent: { } agent } managed && managed.Profile.State is not ("stopped" or "terminated")
            ? (managed.Id, agent)
            : throw new AwsErrorException("InvalidInstanceId", $"Instances [[{id}]] not in a valid state for account {options.AccountId}"))];
    }
}
