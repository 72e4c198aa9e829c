namespace MutexResponder.Lab.Instances;

/// <summary>Why a boot is over.</summary>
public enum BootEnd
{
    /// <summary>Somebody, inside or outside, asked for a reboot.</summary>
    RebootRequested,

    /// <summary>Somebody asked for power off.</summary>
    PowerOffRequested,

    /// <summary>The power was cut or pid 1 was killed.</summary>
    PowerLost,
}
