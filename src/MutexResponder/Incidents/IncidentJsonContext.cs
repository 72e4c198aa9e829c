using System.Text.Json.Serialization;

namespace MutexResponder.Incidents;

/// <summary>The serializer's code for <see cref="Incident"/>, made at build time: native AOT has no reflection to make it later.</summary>
[JsonSerializable(typeof(Incident))]
internal sealed partial class IncidentJsonContext : JsonSerializerContext;
