namespace MutexResponder.Widgets;

/// <summary>In what the plan that waits differs from the one that a page showed.</summary>
public enum PlanChange
{
    Rebooted,
    Reconfigured,
    AnotherParent,
    AnotherChange,
}
