using System.Buffers;
using Microsoft.Extensions.Logging;

namespace MutexResponder.Lambda.Logging;

/// <summary>One category's logger: collects the entry's own keys and writes the line.</summary>
internal sealed class JsonLogger(string category, JsonLogLine line, LineOutput output, TimeProvider time, IExternalScopeProvider scopes) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => scopes.Push(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        List<KeyValuePair<string, object?>> ownKeys = [];
        scopes.ForEachScope(Add, ownKeys);
        Add(state, ownKeys);
        ArrayBufferWriter<byte> buffer = new(512);
        line.Write(buffer, time.GetUtcNow(), logLevel, category, formatter(state, exception), ownKeys, exception);
        output.Write(buffer.WrittenSpan);
    }

    private static void Add(object? state, List<KeyValuePair<string, object?>> ownKeys)
    {
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            ownKeys.AddRange(pairs);
        }
    }
}
