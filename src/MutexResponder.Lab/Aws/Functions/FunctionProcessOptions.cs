using System.Collections.Immutable;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>What the function's process is started with.</summary>
public sealed record FunctionProcessOptions
{
    public const string DefaultFunctionName = "mutex-responder";

    /// <summary>Full path of the <c>bootstrap</c> executable.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The stack's settings, <c>MUTEX_RESPONDER_…</c>; they win over what the lab sets.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    public int MemoryMegabytes { get; init; } = 256;

    /// <summary>Lines of output kept.</summary>
    public int MaxLogLines { get; init; } = 5_000;

    /// <summary>Characters kept of one line.</summary>
    public int MaxLineLength { get; init; } = 16_384;

    /// <summary>Called with each line that the function writes, from another thread.</summary>
    public Action<string>? OnLine { get; init; }
}
