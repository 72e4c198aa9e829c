namespace MutexResponder.Inspection;

/// <summary>One <c>Mutex NAME: …</c> line of DUMP_RUN_CFG: what the configuration on disk asks for, not what runs.</summary>
/// <param name="Name">The mutex, such as <c>mpm-accept</c> or <c>default</c>.</param>
/// <param name="UsesDefaults">The line says <c>using_defaults</c>.</param>
/// <param name="MechanismWord">The word after <c>mechanism=</c>; <c>default</c> means that APR decides; null with <paramref name="UsesDefaults"/>.</param>
public sealed record MutexSetting(string Name, bool UsesDefaults, string? MechanismWord)
{
    /// <summary>Reads one line, such as <c>Mutex default: dir="/var/lock/apache2" mechanism=fcntl </c>. Never throws.</summary>
    public static MutexSetting? TryRead(string line)
    {
        const string Prefix = "Mutex ";
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        int colon = line.IndexOf(": ", Prefix.Length, StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        string name = line[Prefix.Length..colon];
        string rest = line[(colon + 2)..].TrimEnd();
        return rest switch
        {
            "using_defaults" => new MutexSetting(name, true, null),
            "none" => new MutexSetting(name, false, "none"),
            _ => ReadMechanism(name, rest),
        };
    }

    private static MutexSetting? ReadMechanism(string name, string rest)
    {
        const string Dir = "dir=\"";
        const string Mechanism = "\" mechanism=";
        int mechanism = rest.LastIndexOf(Mechanism, StringComparison.Ordinal);
        return rest.StartsWith(Dir, StringComparison.Ordinal) && mechanism >= Dir.Length
            ? new MutexSetting(name, false, rest[(mechanism + Mechanism.Length)..].Split(' ', 2)[0])
            : null;
    }
}
