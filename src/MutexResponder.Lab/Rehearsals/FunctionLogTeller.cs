using System.Collections.Concurrent;
using System.Text.Json;
using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>Tells the function's own log lines on as moments, and keeps each instance's newest phase.</summary>
internal sealed class FunctionLogTeller(Story story)
{
    /// <summary>A step's text, cut for the story; the log keeps the whole.</summary>
    private const int MaxTextChars = 400;

    private readonly ConcurrentDictionary<InstanceId, FunctionStep> _newest = new();

    /// <summary>The newest step of an instance's incident, null where it has none.</summary>
    public FunctionStep? Newest(InstanceId instance) => _newest.GetValueOrDefault(instance);

    /// <summary>What has been is not the newest step any more: another outage begins.</summary>
    public void Forget(InstanceId instance) => _newest.TryRemove(instance, out _);

    /// <summary>Reads one line of the function's output; one that is no step is passed over, one that is no JSON is told as it is.</summary>
    public void Read(string line)
    {
        JsonElement entry;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            entry = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            story.Tell(null, "function", line.Length > MaxTextChars ? line[..MaxTextChars] : line);
            return;
        }

        if (entry.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(entry, "incident_id") is { } incidentId && ReadTold(entry) is { } text && Enum.TryParse(Text(entry, "phase"), out IncidentPhase phase)
            && IncidentId.TryParse(incidentId, out IncidentId incident))
        {
            InstanceId instance = incident.Instance;
            _newest[instance] = new FunctionStep(incidentId, phase, Text(entry, "reason_code") ?? "", text);
            story.Tell(instance, "responder", text.Length > MaxTextChars ? text[..MaxTextChars] + " …" : text, phase: phase);
        }
        else if (Text(entry, "level") is "Error" or "Critical" or "Warning")
        {
            story.Tell(null, "function", $"{Text(entry, "level")}: {Text(entry, "message")}");
        }
    }

    /// <summary>The log has what is said as data; here it is put into words.</summary>
    private static string? ReadTold(JsonElement entry)
    {
        try
        {
            return entry.TryGetProperty("told", out JsonElement told) ? told.Deserialize<Statement>()?.InEnglish : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
