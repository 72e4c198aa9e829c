using MutexResponder.Widgets;

namespace MutexResponder.Lambda.Events;

/// <summary>The dashboard draws a widget, or a button in one was pressed.</summary>
/// <param name="Request">What is wanted.</param>
public sealed record WidgetRequested(WidgetRequest Request) : FunctionEvent
{
    public override string Name => "widget";
}
