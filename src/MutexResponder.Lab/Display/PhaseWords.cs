using MutexResponder.Deciding;
using MutexResponder.Incidents;

namespace MutexResponder.Lab.Display;

/// <summary>An incident's phase for a person at a terminal, and how far along the way it is.</summary>
internal static class PhaseWords
{
    public static string Of(IncidentPhase phase) => phase switch
    {
        IncidentPhase.Inspecting => "inspecting",
        IncidentPhase.AwaitingApproval => "awaiting approval",
        IncidentPhase.Remediating => "remediating",
        IncidentPhase.Resolved => "resolved",
        IncidentPhase.NoAction => "no action",
        IncidentPhase.Escalated => "escalated",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };

    /// <summary>Markup of at most 15 cells, so that a row of the picture fits 80 columns.</summary>
    public static string Bar(IncidentPhase? phase) => phase switch
    {
        null => "[grey]none[/]",
        IncidentPhase.Inspecting => "[yellow]●[/][grey]○○[/] inspecting",
        IncidentPhase.AwaitingApproval => "[yellow]●●[/][grey]○[/] waiting",
        IncidentPhase.Remediating => "[yellow]●●[/][grey]○[/] remediating",
        IncidentPhase.Escalated => "[red]●●● escalated[/]",
        { } end => $"[green]●●● {Of(end)}[/]",
    };
}
