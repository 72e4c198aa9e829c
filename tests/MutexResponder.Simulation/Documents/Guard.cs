using System.Globalization;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary>What the changing scripts look at before they change something (<c>infra/ssm/scripts/parts</c>), in their words.</summary>
internal sealed class Guard(CommandRun run, Change change)
{
    private Machine Machine => run.Machine;

    /// <summary>Why the order is one that the machine has outlived in the boot that it was given for; null where it is not.</summary>
    public string? Outlived()
    {
        if (!run.Guards.ChecksParent)
        {
            return null;
        }

        if ((run.World.Queue.Elapsed - Machine.BootedAt).TotalSeconds > long.Parse(run.Parameters["ValidUntilUptime"], CultureInfo.InvariantCulture))
        {
            return "evidence-too-old";
        }

        string expected = change.ExpectedParent;
        string found = Machine.ParentIdentity;
        return found == expected || (found.StartsWith("none-", StringComparison.Ordinal) && found["none-".Length..] == expected.Split('-')[0])
            ? null
            : found == "none" ? "stopped-on-purpose" : "stale-parent";
    }

    /// <summary>What speaks against the recovery that is to follow; null where nothing does.</summary>
    /// <param name="loadsOwnLineAlone">The reload must bring nothing else to life than our line.</param>
    public string? Hazard(bool loadsOwnLineAlone)
    {
        if (!run.Guards.ChecksHazards)
        {
            return null;
        }

        return run.Parameters["Recovery"] switch
        {
            "reboot" => Machine.Hazard,
            "reload" when Machine.Hazard == Machine.PackageManager => Machine.PackageManager,
            "reload" when Machine.Apache.ParentPid is null => "no-parent",
            "reload" when loadsOwnLineAlone && Machine.Config != Machine.Apache.Loaded => "changes-pending",
            _ => null,
        };
    }
}
