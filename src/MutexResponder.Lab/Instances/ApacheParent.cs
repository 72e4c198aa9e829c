using System.Globalization;

namespace MutexResponder.Lab.Instances;

/// <summary>The process that the pid file names, while it lives. All three together are never given twice.</summary>
/// <param name="BootId">The boot that it belongs to.</param>
/// <param name="Pid">In its instance.</param>
/// <param name="StartTicks">When it started, in clock ticks since the machine's boot (proc(5), /proc/PID/stat, field 22).</param>
public sealed record ApacheParent(string BootId, int Pid, long StartTicks)
{
    // A zombie has ended, and nobody has been told yet.
    private const string Script = """
        { read -r pid </var/run/apache2/apache2.pid && read -r stat <"/proc/$pid/stat"; } 2>/dev/null || exit 0
        set -- ${stat##*) }
        [ "$1" = Z ] || echo "$(cat /proc/sys/kernel/random/boot_id) $pid ${20}"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>Null where none lives, or the instance is down.</returns>
    public static async Task<ApacheParent?> FindAsync(LabInstance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ScriptResult result = await instance.RunScriptAsync(Script, Patience, cancellationToken: cancellationToken);
        return result.Stdout.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [string boot, string pid, string ticks]
            ? new ApacheParent(boot, int.Parse(pid, CultureInfo.InvariantCulture), long.Parse(ticks, CultureInfo.InvariantCulture))
            : null;
    }
}
