using System.Diagnostics;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The operating system of machines with systemd: a Debian release as its own packages make it, built once and kept below
/// <c>$XDG_CACHE_HOME/mutex-responder-lab</c> (<c>~/.cache</c> where that is not set). Machines only read it. About 200 MB a release.
/// </summary>
public sealed class MachineTree
{
    /// <summary>What a cached tree has to be rebuilt for: raised with a change of build-tree.sh.</summary>
    private const int Edition = 2;

    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(15);

    private MachineTree(string release, string path)
    {
        Release = release;
        Path = path;
    }

    /// <summary>Debian's name of the release.</summary>
    public string Release { get; }

    /// <summary>Its root directory.</summary>
    internal string Path { get; }

    /// <summary>The releases that are known to boot; which of them can be had depends on the machine's package source.</summary>
    public static IReadOnlyList<string> Releases { get; } = ["bullseye", "bookworm", "trixie"];

    /// <summary>The folder with all trees. It holds one a release at most, and nothing else.</summary>
    public static string CacheFolder { get; } = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && System.IO.Path.IsPathRooted(cache)
            ? cache
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "mutex-responder-lab");

    /// <summary>The release's tree from the cache, or built by mmdebstrap from the package source that apt on this machine has.</summary>
    /// <param name="release">One of <see cref="Releases"/>.</param>
    /// <param name="refresh">Build it anew: the packages of today.</param>
    /// <param name="progress">Gets one line before a build; null where nobody looks.</param>
    /// <param name="cancellationToken">Stops the build, which then leaves nothing.</param>
    /// <exception cref="LabException">It cannot be built here; the message ends with what the tool said.</exception>
    public static async Task<MachineTree> EnsureAsync(string release, bool refresh, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (!Releases.Contains(release))
        {
            throw new ArgumentException($"'{release}' is none of {string.Join(", ", Releases)}.", nameof(release));
        }

        await DebianPackages.Machines.EnsureInstalledAsync(progress, cancellationToken);
        MachineTree tree = new(release, System.IO.Path.Combine(CacheFolder, $"{release}-{Edition}"));
        if (!refresh && Directory.Exists(tree.Path))
        {
            return tree;
        }

        progress?.Report($"Building Debian {release} for the lab's machines in {tree.Path}: a minute or two, once.");
        Directory.CreateDirectory(CacheFolder);
        using Process process = CleanProcess.Start(
            ["flock", "--timeout", "900", CacheFolder, "/bin/sh", "-c", ShippedScript.Read("build-tree.sh"), "build-tree", release, tree.Path, refresh ? "refresh" : "keep"]);
        process.StandardInput.Close();
        Task<string> complaint = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await CleanProcess.WaitForEndAsync(process, BuildTimeout, $"Building Debian {release}", cancellationToken);

        string[] said = (await complaint).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return process.ExitCode == 0
            ? tree
            : throw new LabException($"Debian {release} could not be built (exit status {process.ExitCode}): {string.Join(" ", said.TakeLast(3))}");
    }
}
