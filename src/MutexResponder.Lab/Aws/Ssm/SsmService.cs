using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>
/// SSM's wire protocol, AWS JSON 1.1: POST with the operation in X-Amz-Target, members in a JSON body, errors with <c>__type</c>.
/// Source: the API's model (service <c>ssm</c>, version 2014-11-06) and what AWSSDK.SimpleSystemsManagement reads.
/// </summary>
internal sealed class SsmService : IAwsService
{
    private const string TargetHeader = "X-Amz-Target";
    private const string TargetPrefix = "AmazonSSM.";
    private const string ContentType = "application/x-amz-json-1.1";

    private readonly Dictionary<string, Func<SsmRequest, JsonObject>> _operations;

    public SsmService(CommandOperations commands, ParameterStore parameters, ChangeCalendars calendars, OpsCenter opsCenter) => _operations = new(StringComparer.Ordinal)
    {
        ["SendCommand"] = commands.SendCommand,
        ["CancelCommand"] = commands.CancelCommand,
        ["GetCommandInvocation"] = commands.GetCommandInvocation,
        ["ListCommandInvocations"] = commands.ListCommandInvocations,
        ["ListCommands"] = commands.ListCommands,
        ["GetParameter"] = parameters.GetParameter,
        ["GetCalendarState"] = calendars.GetCalendarState,
        ["CreateOpsItem"] = opsCenter.CreateOpsItem,
        ["UpdateOpsItem"] = opsCenter.UpdateOpsItem,
        ["GetOpsItem"] = opsCenter.GetOpsItem,
        ["DescribeOpsItems"] = opsCenter.DescribeOpsItems,
    };

    public string Name => "ssm";

    public bool Speaks(HttpRequest request) => request.Headers[TargetHeader].ToString().StartsWith(TargetPrefix, StringComparison.Ordinal);

    public IAwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        string operation = request.Headers[TargetHeader].ToString()[TargetPrefix.Length..];
        try
        {
            using JsonDocument json = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            JsonElement root = json.RootElement.Clone();
            return new Request(this, operation, root.ValueKind == JsonValueKind.Object ? root : null);
        }
        catch (JsonException)
        {
            return new Request(this, operation, null);
        }
    }

    public AwsReply Error(AwsErrorException error) => new(error.HttpStatus, ContentType, error.ToJson().ToJsonString());

    private sealed class Request(SsmService service, string operation, JsonElement? root) : IAwsRequest
    {
        private static readonly string[] TargetMembers = ["InstanceId", "CommandId", "Name", "OpsItemId"];

        public string Operation => operation;

        public string? Target => FirstText("InstanceIds") ?? TargetMembers.Select(OwnText).FirstOrDefault(text => text is not null) ?? FirstText("CalendarNames");

        public AwsReply Do()
        {
            if (!service._operations.TryGetValue(operation, out Func<SsmRequest, JsonObject>? perform))
            {
                throw new AwsErrorException("UnknownOperationException", $"This endpoint does not know the operation {operation}.");
            }

            JsonObject answer = perform(new SsmRequest(root ?? throw new AwsErrorException("SerializationException", "The body is not a JSON object.")));
            return new AwsReply(StatusCodes.Status200OK, ContentType, answer.ToJsonString());
        }

        private string? OwnText(string member) =>
            root is { } members && members.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private string? FirstText(string member) =>
            root is { } members && members.TryGetProperty(member, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString() : null;
    }
}
