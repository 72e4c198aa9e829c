using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>
/// An <see cref="Incident"/> as JSON (UTF-8): camelCase names, enums and ids as text, times as ISO 8601
/// with their offset, absent values as <c>null</c>. Every field survives the round trip exactly. Text that is not valid
/// UTF-16 (half of a surrogate pair) comes back with U+FFFD in that place.
/// </summary>
/// <remarks>
/// Records outlive deployments in both directions. Unknown fields are skipped, so an older function reads what a newer one
/// wrote; an enum word that it does not know is an error, because guessing a phase could repeat a reboot.
/// A field that is added later must be optional: records of before do not have it. So must a state: it would end in an error, not in a guess.
/// </remarks>
public static class IncidentJson
{
    private static readonly IncidentJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new TextJsonConverter<BootId>(),
            new TextJsonConverter<ConfigHash>(),
            new TextJsonConverter<IncidentId>(),
            new TextJsonConverter<InstanceId>(),
            new TextJsonConverter<ParentIdentity>(),
            new TextJsonConverter<PlanDigest>(),
            // Words only: a bare number would be taken for any value of the enum, defined or not.
            new JsonStringEnumConverter<CommandKind>(allowIntegerValues: false),
            new JsonStringEnumConverter<ConditionKind>(allowIntegerValues: false),
            new JsonStringEnumConverter<Confidence>(allowIntegerValues: false),
            new JsonStringEnumConverter<Ending>(allowIntegerValues: false),
            new JsonStringEnumConverter<IncidentPhase>(allowIntegerValues: false),
            new JsonStringEnumConverter<RecoveryKind>(allowIntegerValues: false),
            new JsonStringEnumConverter<Remedy>(allowIntegerValues: false),
            new JsonStringEnumConverter<ResponseMode>(allowIntegerValues: false),
            new JsonStringEnumConverter<SignalConfidence>(allowIntegerValues: false),
            new JsonStringEnumConverter<SignalKind>(allowIntegerValues: false),
            new JsonStringEnumConverter<Verdict>(allowIntegerValues: false),
        },
    });

    /// <returns>The record as UTF-8 JSON on one line, safe inside HTML.</returns>
    public static byte[] Write(Incident incident) =>
        JsonSerializer.SerializeToUtf8Bytes(WithoutDefaultArrays(incident), Context.Incident);

    /// <summary>Reads what <see cref="Write"/> wrote, now or in another version. Never throws.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="incident">The record, null where the text is none.</param>
    /// <param name="error">What is wrong and where, null where nothing is.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Incident? incident, [NotNullWhen(false)] out string? error)
    {
        incident = null;
        try
        {
            incident = JsonSerializer.Deserialize(utf8, Context.Incident);
        }
        catch (JsonException exception)
        {
            error = $"Not an incident: at {exception.Path ?? "the start"}: {exception.Message}";
            return false;
        }
        catch (NotSupportedException exception)
        {
            // How System.Text.Json reports a state or a goal that does not say which it is.
            error = $"Not an incident: {exception.Message}";
            return false;
        }

        if (incident is null)
        {
            error = "Not an incident: the JSON is null.";
            return false;
        }

        incident = WithoutDefaultArrays(incident);
        error = null;
        return true;
    }

    // Generated code sets every init property, a missing one to default; and a default ImmutableArray throws when it is read.
    private static Incident WithoutDefaultArrays(Incident incident) => incident with
    {
        Signals = OrEmpty(incident.Signals),
        Commands = OrEmpty(incident.Commands),
        RemediationsStarted = OrEmpty(incident.RemediationsStarted),
        PreventionsStarted = OrEmpty(incident.PreventionsStarted),
        Timeline = OrEmpty(incident.Timeline),
    };

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> array) => array.IsDefault ? [] : array;
}

/// <summary>The serializer's code for <see cref="Incident"/>, made at build time: native AOT has no reflection to make it later.</summary>
[JsonSerializable(typeof(Incident))]
internal sealed partial class IncidentJsonContext : JsonSerializerContext;
