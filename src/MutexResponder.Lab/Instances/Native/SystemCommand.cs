namespace MutexResponder.Lab.Instances.Native;

/// <summary>Commands of the machine, looked for where root's shell would find them, whatever PATH the lab was started with.</summary>
internal static class SystemCommand
{
    private static readonly string[] Directories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static bool Exists(string name) => Directories.Any(directory => File.Exists($"{directory}/{name}"));
}
