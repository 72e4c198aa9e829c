using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>Command reports as SSM gives them for our two documents.</summary>
internal static class Reports
{
    public static CommandReport Inspected(Recording evidence) => new(
        CommandStatus.Succeeded, "Success", [new CommandStep("collect", CommandStatus.Succeeded, 0, evidence.ToString(), "")]);

    public static CommandReport Remediated(string apply, string recover) => Changed("apply", apply, recover);

    public static CommandReport RolledBack(string restore, string recover) => Changed("restore", restore, recover);

    /// <summary>Not at its end: the first changing step has told its result, the reboot is ordered, and the agent is silent since.</summary>
    public static CommandReport RebootingFor(string step, string result) => new(
        CommandStatus.Running, "In Progress", [new CommandStep(step, CommandStatus.Succeeded, 0, result, "")]);

    public static CommandReport Ended(CommandStatus status, string details) => new(status, details, []);

    private static CommandReport Changed(string step, string change, string recover) => new(
        CommandStatus.Succeeded,
        "Success",
        [new CommandStep(step, CommandStatus.Succeeded, 0, change, ""), new CommandStep("recover", CommandStatus.Succeeded, 0, recover, "")]);
}
