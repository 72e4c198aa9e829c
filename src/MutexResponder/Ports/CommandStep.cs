namespace MutexResponder.Ports;

/// <summary>One step (SSM: plugin) of a command that ended.</summary>
/// <param name="Name">The step's name in the document.</param>
/// <param name="Status">The step's own status.</param>
/// <param name="ExitCode">The script's exit status; -1 where it did not run.</param>
/// <param name="Stdout">Standard output: 24,000 characters at most for <c>collect</c>, 2,500 for the others.</param>
/// <param name="Stderr">Standard error, 8,000 characters at most; empty where SSM did not keep it.</param>
public sealed record CommandStep(string Name, CommandStatus Status, int ExitCode, string Stdout, string Stderr);
