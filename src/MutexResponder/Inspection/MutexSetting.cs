namespace MutexResponder.Inspection;

/// <summary>One <c>Mutex NAME: …</c> line of DUMP_RUN_CFG: what the configuration on disk asks for, not what runs.</summary>
/// <param name="Name">The mutex, such as <c>mpm-accept</c> or <c>default</c>.</param>
/// <param name="UsesDefaults">The line says <c>using_defaults</c>.</param>
/// <param name="MechanismWord">The word after <c>mechanism=</c>; <c>default</c> means that APR decides; null with <paramref name="UsesDefaults"/>.</param>
/// <param name="Directory">The lock directory, null where the line has none. Apache prints it for non-file mechanisms too.</param>
public sealed record MutexSetting(string Name, bool UsesDefaults, string? MechanismWord, string? Directory)
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
            "using_defaults" => new MutexSetting(name, true, null, null),
            "none" => new MutexSetting(name, false, "none", null),
            _ => ReadDirectoryAndMechanism(name, rest),
        };
    }

    private static MutexSetting? ReadDirectoryAndMechanism(string name, string rest)
    {
        const string Dir = "dir=\"";
        const string Mechanism = "\" mechanism=";
        int mechanism = rest.LastIndexOf(Mechanism, StringComparison.Ordinal);
        if (!rest.StartsWith(Dir, StringComparison.Ordinal) || mechanism < Dir.Length)
        {
            return null;
        }

        string word = rest[(mechanism + Mechanism.Length)..].Split(' ', 2)[0];
        return new MutexSetting(name, false, word, rest[Dir.Length..mechanism]);
    }
}
