namespace MutexResponder.Lab.Aws.Functions;

/// <summary>Where the function's executable lies that was built together with this program.</summary>
public static class BuiltFunction
{
    /// <summary>The build copies the function, whole, into a folder beside the program that starts it.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string FindBootstrap()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "function", "bootstrap");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The function was not built: {path} is not there. Build the solution first.");
    }
}
