using MutexResponder.Wording;

namespace MutexResponder.Clearing;

/// <summary>What speaks against a change, in the order in which it is told.</summary>
public static class Objection
{
    public static Reason KillSwitchOn(string name) => new("kill-switch", ("name", name), ("command", $"aws ssm put-parameter --overwrite --name {name} --value off"));

    public static Reason KillSwitchUnreadable(string name, string error) => new("kill-switch-unreadable", ("name", name), ("error", error));

    public static Reason KillSwitchMissing(string name) => new("kill-switch-unreadable", new Statement("kill-switch-missing", ("command", $"aws ssm put-parameter --name {name} --type String --value off")));

    public static Reason KillSwitchUnknown(string name, string value) => new("kill-switch-unreadable", new Statement("kill-switch-unknown", ("name", name), ("value", value)));

    /// <param name="names">The calendars.</param>
    /// <param name="until">When one of them opens, in SSM's words; null where SSM does not say.</param>
    public static Reason CalendarClosed(string names, string? until) => until is null
        ? new("calendar-closed", ("names", names))
        : new("calendar-closed", new Statement("calendar-closed-until", ("names", names), ("until", until)));

    public static Reason CalendarUnreadable(string names, string error) => new("calendar-unreadable", ("names", names), ("error", error));

    public static Reason InstanceUnsaid(int seconds) => new("clearance-timed-out", new Statement("instance-unsaid", ("seconds", seconds)));

    public static Reason Unsaid(int seconds) => new("clearance-timed-out", ("seconds", seconds));

    public static Reason InstanceUnknown(string error) => new("instance-unknown", ("error", error));

    /// <summary>The code of <see cref="InstanceGone"/>.</summary>
    internal const string InstanceGoneCode = "instance-gone";

    public static Reason InstanceGone => new(InstanceGoneCode);

    /// <summary>The code of <see cref="InstanceNotRunning"/>.</summary>
    internal const string InstanceNotRunningCode = "instance-not-running";

    public static Reason InstanceNotRunning(string state) => new(InstanceNotRunningCode, ("state", state));

    public static Reason NotOptedIn(string tag) => new("not-opted-in", ("tag", tag));

    /// <summary>The code of <see cref="InAutoScalingGroup"/>.</summary>
    internal const string InAutoScalingGroupCode = "in-auto-scaling-group";

    public static Reason InAutoScalingGroup(string group) => new(InAutoScalingGroupCode, ("group", group));

    public static Reason ModeTagUnreadable(string tag, string value, string allowed) => new("mode-tag-unreadable", ("tag", tag), ("value", value), ("allowed", allowed));
}
