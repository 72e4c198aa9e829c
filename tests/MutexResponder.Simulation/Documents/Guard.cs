using System.Globalization;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Documents;

/// <summary>
/// What the changing scripts look at before they change something (<c>infra/ssm/scripts/parts</c>), in their words; null where nothing speaks
/// against it. In which order a step asks, <c>guards.tsv</c> tells, for this and for the scripts.
/// </summary>
internal sealed class Guard(CommandRun run, Change change)
{
    private Machine Machine => run.Machine;

    public string? Locked() => Machine.IsLocked ? "locked" : null;

    /// <summary>Asked before all that rests on what the configuration names, and after what was left half done is seen to.</summary>
    public string? Broken() => run.Guards.ChecksSoundness && Machine.Config.IsBroken ? "config-broken" : null;

    /// <summary>The order is older than the boot, or than its bound.</summary>
    public string? OldOrder()
    {
        if (run.Guards.ChecksBoot && Machine.BootId != change.ExpectedBootId)
        {
            return "stale-boot-id";
        }

        bool isOld = (run.World.Queue.Elapsed - Machine.BootedAt).TotalSeconds > long.Parse(run.Parameters["ValidUntilUptime"], CultureInfo.InvariantCulture);
        return run.Guards.ChecksParent && isOld ? "evidence-too-old" : null;
    }

    /// <summary>The server was repaired, stopped, started or loaded again since.</summary>
    public string? Outlived()
    {
        if (!run.Guards.ChecksParent)
        {
            return null;
        }

        string expected = change.ExpectedParent;
        string found = Machine.ParentIdentity;
        bool isSame = found == expected && (Machine.Apache.ParentPid is null || Machine.Apache.LoadedAtSeconds == change.ExpectedLoaded);
        return isSame || (found.StartsWith("none-", StringComparison.Ordinal) && found["none-".Length..] == expected.Split('-')[0])
            ? null
            : found == "none" ? "stopped-on-purpose" : "stale-parent";
    }

    /// <summary>What speaks against the recovery that is to follow.</summary>
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

    /// <summary>Somebody else has written something since the step before.</summary>
    public string? OtherConfiguration()
    {
        string wanted = Machine.ConfigurationNote is { } note && note.Expected == change.ExpectedConfigHash ? note.Left : change.ExpectedConfigHash;
        return run.Guards.ChecksWhatIsLoaded && Machine.Config.Hash != wanted ? "stale-config" : null;
    }

    /// <summary>What the step before the recovery leaves.</summary>
    public void NoteConfiguration() => Machine.ConfigurationNote = (change.ExpectedConfigHash, Machine.Config.Hash);
}
