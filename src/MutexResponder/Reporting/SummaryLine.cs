namespace MutexResponder.Reporting;

/// <summary>One line of the text for people; every place renders the same lines in its own markup.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Label">What stands before it; empty where nothing does.</param>
/// <param name="Text">A sentence, or what is to be copied as it is.</param>
public sealed record SummaryLine(SummaryLineKind Kind, string Label, string Text)
{
    /// <summary>Longest text of one line; a longer one is cut and shows it.</summary>
    public const int MaxTextChars = 600;
}

/// <summary>How a line of the text for people is to be shown.</summary>
public enum SummaryLineKind
{
    /// <summary>The state and why: the first line.</summary>
    Head,

    /// <summary>A sentence, with or without a label.</summary>
    Sentence,

    /// <summary>A title above steps or points.</summary>
    Title,

    /// <summary>A step of the plan, to be numbered.</summary>
    Step,

    /// <summary>A point of a list.</summary>
    Point,

    /// <summary>A request or a command, to be copied as it is.</summary>
    Copy,
}
