using System.Reflection;

namespace MutexResponder.Lab.Instances;

/// <summary>The shell scripts, test doubles and units that are part of this assembly.</summary>
internal static class ShippedScript
{
    /// <summary>The text of one script of Instances/Scripts.</summary>
    public static string Read(string name) => EmbeddedText.Read($"Instances/Scripts/{name}");

    /// <summary>The files of one folder below Instances, by name.</summary>
    public static IReadOnlyDictionary<string, string> ReadAll(string folder) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"Instances/{folder}/", StringComparison.Ordinal))
            .ToDictionary(name => name[(name.LastIndexOf('/') + 1)..], EmbeddedText.Read);
}
