using System.Globalization;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>MaxResults (1 to 50) and NextToken of a listing; the token is the place of the next item.</summary>
internal static class ResultPage
{
    private const int MaxItems = 50;

    public static JsonObject Of(SsmRequest request, string member, IEnumerable<JsonNode> items)
    {
        int size = request.Integer("MaxResults") ?? MaxItems;
        if (size is < 1 or > MaxItems)
        {
            throw SsmRequest.Invalid($"Value '{size}' at 'maxResults' failed to satisfy constraint: Member must have value from 1 to {MaxItems}");
        }

        string? token = request.Text("NextToken");
        int start = 0;
        if (token is not null && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            throw new AwsErrorException("InvalidNextToken", "The token was not given out by this endpoint.");
        }

        JsonNode[] rest = [.. items.Skip(start).Take(size + 1)];
        var page = new JsonObject { [member] = new JsonArray([.. rest.Take(size)]) };
        if (rest.Length > size)
        {
            page["NextToken"] = (start + size).ToString(CultureInfo.InvariantCulture);
        }

        return page;
    }
}
