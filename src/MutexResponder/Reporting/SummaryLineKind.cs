namespace MutexResponder.Reporting;

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
