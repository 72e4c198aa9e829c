using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>OpsItems, with OpsCenter's deduplication. Source: SSM API Reference; SSM User Guide, "Reducing duplicate OpsItems".</summary>
internal sealed class OpsCenter(AwsEndpointOptions options)
{
    private const int MaxTitleLength = 1_024;
    private const int MaxDescriptionLength = 2_048;
    private const int MaxSourceLength = 128;
    private static readonly string[] SourceMayNotHold = ["aws", "amazon", "amzn"];
    private static readonly string[] Statuses = ["Open", "InProgress", "Resolved"];

    private readonly Lock _gate = new();
    private readonly List<OpsItem> _items = [];

    public JsonObject CreateOpsItem(SsmRequest request)
    {
        string source = Limited(request.RequiredText("Source"), "Source", MaxSourceLength);
        if (SourceMayNotHold.Any(word => source.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refuse("Source must not hold aws, amazon or amzn.");
        }

        DateTimeOffset now = options.Time.GetUtcNow();
        lock (_gate)
        {
            OpsItem item = Changed(
                new OpsItem
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"oi-{_items.Count + 1:x12}"),
                    Title = request.RequiredText("Title"),
                    Description = request.RequiredText("Description"),
                    Source = source,
                    CreatedAt = now,
                    ModifiedAt = now,
                },
                request);
            RefuseDuplicate(item);
            _items.Add(item);
            return new JsonObject
            {
                ["OpsItemId"] = item.Id,
                ["OpsItemArn"] = $"arn:aws:ssm:{options.Region}:{options.AccountId}:opsitem/{item.Id}",
            };
        }
    }

    public JsonObject UpdateOpsItem(SsmRequest request)
    {
        lock (_gate)
        {
            OpsItem before = Find(request);
            if (request.StructureMap("OperationalData")?.ContainsKey(OpsDatum.DedupKey) == true || request.Texts("OperationalDataToDelete").Contains(OpsDatum.DedupKey))
            {
                throw Refuse($"{OpsDatum.DedupKey} cannot be changed.");
            }

            OpsItem after = Changed(before, request) with
            {
                Status = Allowed(request.Text("Status"), Statuses, "Status") ?? before.Status,
                ModifiedAt = options.Time.GetUtcNow(),
                Version = before.Version + 1,
            };
            if (after.IsOpen && !before.IsOpen)
            {
                RefuseDuplicate(after);
            }

            _items[_items.IndexOf(before)] = after;
            return [];
        }
    }

    public JsonObject GetOpsItem(SsmRequest request)
    {
        lock (_gate)
        {
            return new JsonObject { ["OpsItem"] = OpsItemJson.Full(Find(request)) };
        }
    }

    public JsonObject DescribeOpsItems(SsmRequest request)
    {
        Func<OpsItem, bool>[] filters = [.. request.Structures("OpsItemFilters").Select(OpsItemFilters.Read)];
        lock (_gate)
        {
            return ResultPage.Of(request, "OpsItemSummaries", _items
                .Where(item => filters.All(filter => filter(item)))
                .Select(item => (JsonNode)OpsItemJson.Summary(item)));
        }
    }

    /// <summary>The members that Create and Update have in common.</summary>
    private static OpsItem Changed(OpsItem item, SsmRequest request)
    {
        ImmutableSortedDictionary<string, OpsDatum> data = item.Data.RemoveRange(request.Texts("OperationalDataToDelete"));
        foreach ((string key, SsmRequest value) in request.StructureMap("OperationalData") ?? ImmutableDictionary<string, SsmRequest>.Empty)
        {
            data = data.SetItem(key, OpsDatum.Read(key, value));
        }

        int? priority = request.Integer("Priority");
        return item with
        {
            Title = Limited(request.Text("Title") ?? item.Title, "Title", MaxTitleLength),
            Description = Limited(request.Text("Description") ?? item.Description, "Description", MaxDescriptionLength),
            Severity = request.Text("Severity") ?? item.Severity,
            Category = request.Text("Category") ?? item.Category,
            Priority = priority is null or (>= 1 and <= 5) ? priority ?? item.Priority : throw Refuse("Priority is 1 to 5."),
            Data = data,
        };
    }

    private void RefuseDuplicate(OpsItem item)
    {
        if (item.DedupKey is { } key && _items.FirstOrDefault(other => other.Id != item.Id && other.IsOpen && other.DedupKey == key) is { } first)
        {
            throw new AwsErrorException("OpsItemAlreadyExistsException", "An open OpsItem of the same deduplication string exists.")
            {
                Members = new Dictionary<string, JsonNode> { ["OpsItemId"] = first.Id },
            };
        }
    }

    private OpsItem Find(SsmRequest request)
    {
        string id = request.RequiredText("OpsItemId");
        return _items.FirstOrDefault(item => item.Id == id) ?? throw new AwsErrorException("OpsItemNotFoundException", $"There is no OpsItem {id}.");
    }

    private static string Limited(string text, string member, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength ? text : throw Refuse($"{member} has 1 to {maxLength} characters; {text.Length} were given.");

    private static string? Allowed(string? value, string[] allowed, string member) =>
        value is null || allowed.Contains(value) ? value : throw Refuse($"{member} is one of {string.Join(", ", allowed)}.");

    private static AwsErrorException Refuse(string message) => new("OpsItemInvalidParameterException", message);
}
