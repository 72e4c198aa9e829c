using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>One way to have the function.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="ExecutablePath">What Lambda would start.</param>
/// <param name="SizeBytes">What is deployed; null where that is not comparable.</param>
/// <param name="Settings">Environment variables that only this one needs.</param>
internal sealed record FunctionBuild(string Name, string ExecutablePath, long? SizeBytes, ImmutableDictionary<string, string> Settings);
