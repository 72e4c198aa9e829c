using System.Reflection;

namespace MutexResponder.Lab.Instances;

/// <summary>The shell scripts and test doubles that are part of this assembly.</summary>
internal static class ShippedScript
{
    private const string ScriptPrefix = "Instances/Scripts/";
    private const string DoublePrefix = "Instances/Doubles/";

    /// <summary>The text of one script of Instances/Scripts.</summary>
    public static string Read(string name) => ReadResource(ScriptPrefix + name);

    /// <summary>The doubles by file name.</summary>
    public static IReadOnlyDictionary<string, string> Doubles() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(DoublePrefix, StringComparison.Ordinal))
            .ToDictionary(name => name[DoublePrefix.Length..], ReadResource);

    private static string ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new LabException($"{name} is missing in the lab's assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
