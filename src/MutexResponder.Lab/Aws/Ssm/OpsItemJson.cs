using System.Globalization;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>OpsItems in the members of SSM's answers.</summary>
internal static class OpsItemJson
{
    /// <summary>One element of DescribeOpsItems.</summary>
    public static JsonObject Summary(OpsItem item)
    {
        var json = new JsonObject
        {
            ["OpsItemId"] = item.Id,
            ["OpsItemType"] = "/aws/issue",
            ["Title"] = item.Title,
            ["Source"] = item.Source,
            ["Status"] = item.Status,
            ["CreatedTime"] = item.CreatedAt.ToUnixTimeMilliseconds() / 1000.0,
            ["LastModifiedTime"] = item.ModifiedAt.ToUnixTimeMilliseconds() / 1000.0,
            ["OperationalData"] = new JsonObject(item.Data.Select(datum => KeyValuePair.Create(
                datum.Key,
                (JsonNode?)new JsonObject { ["Value"] = datum.Value.Value, ["Type"] = datum.Value.Type }))),
        };
        if (item.Severity is not null)
        {
            json["Severity"] = item.Severity;
        }

        if (item.Category is not null)
        {
            json["Category"] = item.Category;
        }

        if (item.Priority is not null)
        {
            json["Priority"] = item.Priority;
        }

        return json;
    }

    /// <summary>GetOpsItem's answer: the description and the version as well.</summary>
    public static JsonObject Full(OpsItem item)
    {
        JsonObject json = Summary(item);
        json["Description"] = item.Description;
        json["Version"] = item.Version.ToString(CultureInfo.InvariantCulture);
        return json;
    }
}
