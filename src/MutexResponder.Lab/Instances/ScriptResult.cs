namespace MutexResponder.Lab.Instances;

/// <summary>One run of a shell script inside an instance.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">The exit status, 128 + N for signal N; -1 where it left none.</param>
/// <param name="Stdout">What it wrote, from the start, up to the bound.</param>
/// <param name="Stderr">The same for standard error.</param>
/// <param name="StdoutCut">Whether more was written than was kept.</param>
/// <param name="StderrCut">The same for standard error.</param>
public sealed record ScriptResult(ScriptOutcome Outcome, int ExitCode, string Stdout, string Stderr, bool StdoutCut, bool StderrCut)
{
    public bool Succeeded => Outcome == ScriptOutcome.Completed && ExitCode == 0;

    internal static ScriptResult Down { get; } = new(ScriptOutcome.InstanceWentDown, -1, "", "", false, false);

    /// <summary>Itself, where the script succeeded.</summary>
    /// <exception cref="LabException">It did not; the message holds what it wrote to standard error.</exception>
    internal ScriptResult OrThrow(string purpose) => Succeeded
        ? this
        : throw new LabException($"{purpose} failed ({Outcome}, exit status {ExitCode}): {(Stderr.Length > 0 ? Stderr : Stdout).Trim()}");
}
