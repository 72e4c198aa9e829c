using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Diagnosis;

namespace MutexResponder.Fleet;

/// <summary>An entry, or the walk, as JSON; absent values are left out. What another version wrote and this one does not know is read as nothing.</summary>
public static class FleetJson
{
    private static readonly FleetJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new TextJsonConverter<InstanceId>(), new JsonStringEnumConverter<RiskKind>(allowIntegerValues: false) },
    });

    public static string Write(FleetEntry entry) => JsonSerializer.Serialize(entry, Context.FleetEntry);

    public static string Write(FleetWalk walk) => JsonSerializer.Serialize(walk, Context.FleetWalk);

    public static FleetEntry? ReadEntry(string? json) => Read(json, text => JsonSerializer.Deserialize(text, Context.FleetEntry));

    public static FleetWalk? ReadWalk(string? json) => Read(json, text => JsonSerializer.Deserialize(text, Context.FleetWalk) is { } walk
        ? walk with { Waiting = walk.Waiting.IsDefault ? [] : walk.Waiting, Begun = walk.Begun.IsDefault ? [] : walk.Begun }
        : null);

    private static T? Read<T>(string? json, Func<string, T?> read)
        where T : class
    {
        try
        {
            return json is null ? null : read(json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(FleetEntry))]
[JsonSerializable(typeof(FleetWalk))]
internal sealed partial class FleetJsonContext : JsonSerializerContext;
