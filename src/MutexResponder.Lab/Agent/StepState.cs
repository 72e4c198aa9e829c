namespace MutexResponder.Lab.Agent;

/// <summary>What the agent keeps of one step, on disk in the real one: it survives a reboot.</summary>
/// <param name="Name">The step's name in the document.</param>
public sealed record StepState(string Name)
{
    /// <summary>Characters of standard output that SSM keeps.</summary>
    public const int MaxStdoutLength = 24_000;

    /// <summary>Characters of standard error that SSM keeps.</summary>
    public const int MaxStderrLength = 8_000;

    private const string CutMark = "--output truncated--";

    public StepStatus Status { get; init; } = StepStatus.NotStarted;

    /// <summary>-1 until the step ended.</summary>
    public int ExitCode { get; init; } = -1;

    /// <summary>Standard output of all passes, the first <see cref="MaxStdoutLength"/> characters.</summary>
    public string Stdout { get; private init; } = "";

    /// <summary>Standard error of all passes, the first <see cref="MaxStderrLength"/> characters.</summary>
    public string Stderr { get; private init; } = "";

    /// <summary>Why a step was skipped; empty otherwise.</summary>
    public string Note { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Adds a pass's output after that of the passes before it: the agent opens its files for appending, and reads them from the start.</summary>
    public StepState WithOutput(string stdout, string stderr) => this with
    {
        Stdout = Head(Stdout + stdout, MaxStdoutLength),
        Stderr = Head(Stderr + stderr, MaxStderrLength),
    };

    /// <summary>Standard output as the agent sends it: where it was cut, it ends with a mark.</summary>
    public string StdoutAsSent => Stdout.Length < MaxStdoutLength ? Stdout : Stdout[..(MaxStdoutLength - CutMark.Length)] + CutMark;

    private static string Head(string text, int maxLength) => text.Length <= maxLength ? text : text[..maxLength];
}
