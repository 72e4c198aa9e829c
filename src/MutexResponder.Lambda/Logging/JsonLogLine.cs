using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Logging;

/// <summary>
/// Writes one log entry as one JSON object with the keys of Powertools for AWS Lambda (.NET) in snake case, so that
/// the same queries work with either host. Own keys follow them; a key that is already there is not written twice.
/// </summary>
public sealed class JsonLogLine(FunctionIdentity identity, CurrentInvocation current)
{
    public const string Service = "mutex-responder";

    public const int MaxMessageChars = 8_192;

    public const int MaxValueChars = 1_024;

    /// <summary>Of each text in a statement; how many it has, its code says.</summary>
    public const int MaxSaidChars = 256;

    public const int MaxStackTraceChars = 4_096;

    public const int MaxOwnKeys = 32;

    public const int MaxInnerExceptions = 3;

    private static readonly JsonWriterOptions Options = new()
    {
        // Log lines are read by people too: only what JSON itself demands is escaped, which includes every control character.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly string[] SchemaKeys =
    [
        "level", "message", "timestamp", "service", "cold_start", "function_name", "function_memory_size", "function_arn",
        "function_request_id", "function_version", "xray_trace_id", "name", "exception",
    ];

    public void Write(IBufferWriter<byte> buffer, DateTimeOffset at, LogLevel level, string category, string message, IEnumerable<KeyValuePair<string, object?>> ownKeys, Exception? exception)
    {
        using Utf8JsonWriter json = new(buffer, Options);
        json.WriteStartObject();
        json.WriteString("level", Name(level));
        json.WriteString("message", Cut(message, MaxMessageChars));
        json.WriteString("timestamp", at.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        json.WriteString("service", Service);
        WriteInvocation(json);
        json.WriteString("name", category);
        WriteOwnKeys(json, ownKeys);
        if (exception is not null)
        {
            json.WritePropertyName("exception");
            WriteException(json, exception, MaxInnerExceptions);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private void WriteInvocation(Utf8JsonWriter json)
    {
        InvocationContext? context = current.Context;
        if (context is not null)
        {
            json.WriteBoolean("cold_start", context.IsColdStart);
        }

        WriteIfKnown(json, "function_name", identity.Name);
        if (int.TryParse(identity.MemorySizeMegabytes, NumberStyles.None, CultureInfo.InvariantCulture, out int megabytes))
        {
            json.WriteNumber("function_memory_size", megabytes);
        }

        WriteIfKnown(json, "function_arn", context?.FunctionArn);
        WriteIfKnown(json, "function_request_id", context?.RequestId);
        WriteIfKnown(json, "function_version", identity.Version);
        WriteIfKnown(json, "xray_trace_id", RootOf(context?.TraceId));
    }

    /// <summary>X-Ray knows a trace by its root alone: <c>1-5759e988-bd862e3f…</c> of <c>Root=1-5759e988-bd862e3f…;Parent=…;Sampled=1</c>.</summary>
    private static string? RootOf(string? traceHeader) =>
        traceHeader?.Split(';').FirstOrDefault(part => part.StartsWith("Root=", StringComparison.Ordinal))?["Root=".Length..];

    private static void WriteIfKnown(Utf8JsonWriter json, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(key, Cut(value, MaxValueChars));
        }
    }

    private static void WriteOwnKeys(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> ownKeys)
    {
        HashSet<string> written = new(SchemaKeys, StringComparer.Ordinal);
        foreach ((string name, object? value) in ownKeys)
        {
            string key = SnakeCase(Cut(name, 64));
            if (name != "{OriginalFormat}" && written.Count < SchemaKeys.Length + MaxOwnKeys && written.Add(key))
            {
                json.WritePropertyName(key);
                WriteValue(json, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case int number: json.WriteNumberValue(number); break;
            case Statement said: JsonSerializer.Serialize(json, said.Cut(MaxSaidChars), ReplyJson.Readable.Statement); break;
            case IFormattable formattable: json.WriteStringValue(Cut(formattable.ToString(null, CultureInfo.InvariantCulture), MaxValueChars)); break;
            default: json.WriteStringValue(Cut(value.ToString() ?? "", MaxValueChars)); break;
        }
    }

    private static void WriteException(Utf8JsonWriter json, Exception exception, int innerLeft)
    {
        json.WriteStartObject();
        json.WriteString("type", exception.GetType().FullName);
        json.WriteString("message", Cut(exception.Message, MaxValueChars));
        json.WriteString("source", exception.Source);
        json.WriteString("stack_trace", Cut(exception.StackTrace ?? "", MaxStackTraceChars));
        if (exception.InnerException is not null && innerLeft > 0)
        {
            json.WritePropertyName("inner_exception");
            WriteException(json, exception.InnerException, innerLeft - 1);
        }

        json.WriteEndObject();
    }

    /// <summary>Enum.ToString without its reflection.</summary>
    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Information => "Information",
        LogLevel.Warning => "Warning",
        LogLevel.Error => "Error",
        LogLevel.Critical => "Critical",
        _ => "None",
    };

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Cut(string text, int maxChars)
    {
        if (text.Length <= maxChars)
        {
            return text;
        }

        // Half a surrogate pair is not a character.
        int end = char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars;
        return text[..end] + "…";
    }
}
