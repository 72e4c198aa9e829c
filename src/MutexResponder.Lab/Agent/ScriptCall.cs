namespace MutexResponder.Lab.Agent;

/// <summary>One script as a <see cref="ScriptedMachine"/> was asked to run it.</summary>
/// <param name="Script">The text after parameter substitution.</param>
/// <param name="Environment">The variables the agent set.</param>
/// <param name="Timeout">The step's limit.</param>
/// <param name="BootId">The boot it ran under.</param>
public sealed record ScriptCall(string Script, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout, string BootId);
