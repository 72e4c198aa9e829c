using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Tests.Doubles;

/// <summary>What the .NET runtime of a process has in the temporary folder while it runs, and leaves there when it is killed.</summary>
internal static class RuntimeFiles
{
    /// <summary>Those of this process alone. The runtime puts a process's start into their names: one that was killed earlier may have had its pid.</summary>
    public static IEnumerable<string> Of(RunningProcess process, string folder) => Directory.EnumerateFiles(folder, $"*-{process.Pid}-{process.StartTicks}-*");
}
