using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>Parameter Store: texts by name.</summary>
public sealed class ParameterStore
{
    private readonly AwsEndpointOptions _options;
    private readonly ConcurrentDictionary<string, (long Version, string Value, DateTimeOffset ChangedAt)> _parameters = new(StringComparer.Ordinal);

    internal ParameterStore(AwsEndpointOptions options) => _options = options;

    public void Set(string name, string value)
    {
        DateTimeOffset now = _options.Time.GetUtcNow();
        _parameters.AddOrUpdate(name, (1, value, now), (_, before) => (before.Version + 1, value, now));
    }

    public void Remove(string name) => _parameters.TryRemove(name, out _);

    internal JsonObject GetParameter(SsmRequest request)
    {
        string name = request.RequiredText("Name");
        if (!_parameters.TryGetValue(name, out (long Version, string Value, DateTimeOffset ChangedAt) found))
        {
            throw new AwsErrorException("ParameterNotFound", $"Parameter {name} not found.");
        }

        return new JsonObject
        {
            ["Parameter"] = new JsonObject
            {
                ["Name"] = name,
                ["Type"] = "String",
                ["Value"] = found.Value,
                ["Version"] = found.Version,
                ["LastModifiedDate"] = found.ChangedAt.ToUnixTimeMilliseconds() / 1000.0,
                ["ARN"] = $"arn:aws:ssm:{_options.Region}:{_options.AccountId}:parameter/{name.TrimStart('/')}",
                ["DataType"] = "text",
            },
        };
    }
}
