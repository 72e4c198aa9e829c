namespace MutexResponder.Benchmarks.Functions;

/// <summary>Where the sources are: the benchmarks are run from them.</summary>
internal static class Repository
{
    private const string Mark = "Automation.sln";

    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Mark}: the benchmarks measure builds of the repository that they were built in.");
    }
}
