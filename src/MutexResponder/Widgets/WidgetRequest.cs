using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>What a dashboard's custom widget asks for (CloudWatch User Guide, "Details about custom widgets").</summary>
public sealed record WidgetRequest
{
    /// <summary>The widget's documentation is wanted, and nothing else.</summary>
    public bool IsDescribe { get; init; }

    /// <summary>One incident; else the fleet.</summary>
    public bool IsIncident { get; init; }

    /// <summary>Null: the one that needs a person most.</summary>
    public IncidentId? IncidentId { get; init; }

    /// <summary>What stands in the field for the id and is none, cut; null where nothing does, or <c>newest</c>.</summary>
    public string? NoIncident { get; init; }

    /// <summary>One section of the incident; empty for all.</summary>
    public string Section { get; init; } = "";

    /// <summary>How many open incidents stand on the pages before.</summary>
    public int From { get; init; }

    /// <summary>A button was pressed: the manual request that it makes, or what is wrong with it; null where none was.</summary>
    public ManualRequestResult? Action { get; init; }

    /// <summary>The button's request stands in the widget's own parameters, so that every refresh would make it again.</summary>
    public bool IsRepeatedByRefresh { get; init; }

    /// <summary>The machine's state that the button's page showed.</summary>
    public SeenPlan? Seen { get; init; }

    /// <summary>The widget's parameter, or Japanese where the viewer's console is; null: the stack's language.</summary>
    public ReportLanguage? Language { get; init; }

    /// <summary>What the viewer calls himself in the page's form.</summary>
    public string ViewerName { get; init; } = "";

    public bool IsDark { get; init; }

    public bool IsPopup { get; init; }
}
