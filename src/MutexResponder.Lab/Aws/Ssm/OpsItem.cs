using System.Collections.Immutable;
using System.Text.Json;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>One OpsItem.</summary>
internal sealed record OpsItem
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string Source { get; init; }

    public string Status { get; init; } = "Open";

    public string? Severity { get; init; }

    public string? Category { get; init; }

    public int? Priority { get; init; }

    public ImmutableSortedDictionary<string, OpsDatum> Data { get; init; } = ImmutableSortedDictionary.Create<string, OpsDatum>(StringComparer.Ordinal);

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public int Version { get; init; } = 1;

    public bool IsOpen => Status is "Open" or "InProgress";

    /// <summary>Two open items of one key cannot be: SSM hashes the dedup string with the resource it is about. Null where there is none.</summary>
    public string? DedupKey
    {
        get
        {
            string? dedup = Data.GetValueOrDefault(OpsDatum.DedupKey)?.DedupString;
            return dedup is null ? null : $"{dedup}\n{Data.GetValueOrDefault(OpsDatum.ResourcesKey)?.Value}";
        }
    }

    /// <summary>Arns in <c>/aws/resources</c>.</summary>
    public IEnumerable<string> ResourceArns()
    {
        if (Data.GetValueOrDefault(OpsDatum.ResourcesKey) is not { } resources)
        {
            return [];
        }

        using JsonDocument json = JsonDocument.Parse(resources.Value);
        return [.. json.RootElement.EnumerateArray().Select(resource => resource.GetProperty("arn").GetString() ?? "")];
    }
}
