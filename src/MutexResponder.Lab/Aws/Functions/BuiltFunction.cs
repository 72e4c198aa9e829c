namespace MutexResponder.Lab.Aws.Functions;

/// <summary>Where the function's executable lies that was built together with this program.</summary>
public static class BuiltFunction
{
    /// <summary>
    /// Another executable of it, such as the native one that .ci/run publishes once for all tests: the environment variable
    /// <c>MUTEX_LAB_FUNCTION</c>; null where that is not set.
    /// </summary>
    public static string? Given { get; } = Environment.GetEnvironmentVariable("MUTEX_LAB_FUNCTION") is { Length: > 0 } path ? path : null;

    /// <summary>The build copies the function, whole, into a folder beside the program that starts it.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string FindBootstrap()
    {
        string path = Given ?? Path.Combine(AppContext.BaseDirectory, "function", "bootstrap");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The function was not built: {path} is not there. Build the solution first.");
    }
}
