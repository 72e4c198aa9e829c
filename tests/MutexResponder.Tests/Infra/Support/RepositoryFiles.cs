namespace MutexResponder.Tests.Infra.Support;

/// <summary>The files that are deployed, read from the working copy and not from copies beside the test assembly.</summary>
internal static class RepositoryFiles
{
    private const int MaxLevels = 12;

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    public static string Read(string relativePath) => File.ReadAllText(PathOf(relativePath));

    /// <returns>Paths relative to the root, sorted; empty where the folder does not exist.</returns>
    public static IReadOnlyList<string> List(string folder, string pattern) =>
        Directory.Exists(PathOf(folder))
            ? [.. Directory.EnumerateFiles(PathOf(folder), pattern).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The texts of all files of a pattern in a folder and below it, what a build left there not included.</summary>
    public static IEnumerable<string> ReadAll(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(File.ReadAllText);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        for (int level = 0; level < MaxLevels && folder is not null; level++, folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Automation.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Automation.sln in the {MaxLevels} folders above {AppContext.BaseDirectory}.");
    }
}
