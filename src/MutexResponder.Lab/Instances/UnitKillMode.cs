namespace MutexResponder.Lab.Instances;

/// <summary>How the service manager treats what is left of a stopped or failed Apache (systemd.kill(5) KillMode).</summary>
public enum UnitKillMode
{
    /// <summary>Strays are left alone: the unit generated from the init script on Ubuntu 16.04.</summary>
    Process,

    /// <summary>Strays are killed when the parent ends: the packaged unit of later releases.</summary>
    ControlGroup,
}
