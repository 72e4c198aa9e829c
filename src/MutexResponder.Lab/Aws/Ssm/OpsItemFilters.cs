using System.Text.Json;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>The filters of DescribeOpsItems that this project uses; the values of one filter are alternatives.</summary>
internal static class OpsItemFilters
{
    public static Func<OpsItem, bool> Read(SsmRequest filter)
    {
        IReadOnlyList<string> values = filter.Texts("Values");
        Func<string, string, bool> compare = filter.RequiredText("Operator") switch
        {
            "Equal" => (actual, wanted) => actual == wanted,
            "Contains" => (actual, wanted) => actual.Contains(wanted, StringComparison.Ordinal),
            _ => throw SsmRequest.Invalid("the lab's filters know the operators Equal and Contains"),
        };
        bool Any(string actual) => values.Any(wanted => compare(actual, wanted));
        return filter.RequiredText("Key") switch
        {
            "Status" => item => Any(item.Status),
            "Source" => item => Any(item.Source),
            "Title" => item => Any(item.Title),
            "OpsItemId" => item => Any(item.Id),
            "Category" => item => Any(item.Category ?? ""),
            "Severity" => item => Any(item.Severity ?? ""),
            "OperationalDataKey" => item => item.Data.Keys.Any(Any),
            "OperationalDataValue" => item => item.Data.Values.Any(datum => Any(datum.Value)),
            "OperationalData" => HasDatum(values),
            "ResourceId" => item => item.ResourceArns().Any(arn => Any(arn[(arn.LastIndexOf('/') + 1)..])),
            _ => throw SsmRequest.Invalid("the lab's filters know Status, Source, Title, OpsItemId, Category, Severity, OperationalData, OperationalDataKey, OperationalDataValue and ResourceId"),
        };
    }

    /// <summary>Values are <c>{"key":"…","value":"…"}</c>.</summary>
    private static Func<OpsItem, bool> HasDatum(IReadOnlyList<string> values)
    {
        (string Key, string Value)[] wanted = [.. values.Select(Pair)];
        return item => wanted.Any(pair => item.Data.GetValueOrDefault(pair.Key)?.Value == pair.Value);
    }

    private static (string Key, string Value) Pair(string json)
    {
        try
        {
            using JsonDocument pair = JsonDocument.Parse(json);
            var members = new SsmRequest(pair.RootElement.Clone());
            return (members.RequiredText("key"), members.RequiredText("value"));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw SsmRequest.Invalid("the value of an OperationalData filter is {\"key\":\"...\",\"value\":\"...\"}");
        }
    }
}
