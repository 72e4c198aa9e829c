using System.Text.Json.Serialization;
using MutexResponder.Lambda.Hosting;

namespace MutexResponder.Lambda.Routing;

/// <summary>Source-generated JSON of all that leaves the function through Lambda.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FunctionReply))]
[JsonSerializable(typeof(RuntimeApiError))]
public sealed partial class ReplyJson : JsonSerializerContext;
