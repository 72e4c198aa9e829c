using System.Text.Json.Serialization;

namespace MutexResponder.Reporting.Json;

/// <summary>The serializer's code for <see cref="ReportDocument"/>, made at build time: native AOT has no reflection to make it later.</summary>
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
