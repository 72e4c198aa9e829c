using MutexResponder.Lab.Documents;

namespace MutexResponder.Tests.Documents;

/// <summary>Finds the repository's own files from wherever the tests run: the directory above that holds the solution.</summary>
internal static class RepositoryFiles
{
    public static string SsmDirectory { get; } = Path.Combine(Root(), "infra", "ssm");

    public static string RecordingsDirectory { get; } = Path.Combine(Root(), "tests", "MutexResponder.Tests", "Diagnosis", "Recordings");

    public static string Script(string name) => Path.Combine(SsmDirectory, "scripts", name);

    /// <summary>A script with its parts in it, as it stands in the documents.</summary>
    public static string RenderedScript(string name) => ScriptSource.Render(name, path => File.ReadAllText(Script(path)));

    private static string Root()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Automation.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No directory above {AppContext.BaseDirectory} holds Automation.sln.");
    }
}
