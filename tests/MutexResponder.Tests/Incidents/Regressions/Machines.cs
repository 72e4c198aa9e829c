using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>The machine of these tests before and after.</summary>
internal static class Machines
{
    public const string Changed = "#result step=apply status=changed reason=applied";
    public const string Recovered = "#result step=recover status=recovered reason=reboot";

    public static Recording Removed { get; } = Recording.Load("removed-prefork-orphan");

    public static Recording Healthy { get; } = Recording.Load("healthy-sysvsem-prefork");

    /// <summary>The healthy machine after the fix and a reboot: another boot, fcntl, no semaphore.</summary>
    public static Recording Fixed { get; } = Healthy
        .Replacing("mechanism=sysvsem", "mechanism=fcntl")
        .Replacing(BootIdOf(Healthy), "11111111-2222-4333-8444-555555555555")
        .With("sem", "key semid perms nsems uid gid cuid cgid otime ctime");

    public static string BootIdOf(Recording recording) => recording.ToString().Split('\n')[0]["#evidence-begin 2 ".Length..];
}
