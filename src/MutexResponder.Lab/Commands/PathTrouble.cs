namespace MutexResponder.Lab.Commands;

/// <summary>Why a path that somebody gave cannot be used, as the end of a sentence: what .NET says repeats the path, and takes a folder for a want of permission.</summary>
internal static class PathTrouble
{
    /// <summary>Of a folder that is to be made or written.</summary>
    public static string OfFolder(string path, Exception problem)
    {
        string place = path;
        while (!Path.Exists(place) && Path.GetDirectoryName(place) is { Length: > 0 } above)
        {
            place = above;
        }

        return File.Exists(place) ? $"'{place}' is a file, and a folder is wanted."
            : problem is FileNotFoundException or DirectoryNotFoundException ? $"nothing can be made in '{place}'."
            : Of(problem);
    }

    /// <summary>Of a file that is to be read.</summary>
    public static string OfFile(string path, Exception problem) => path.Length == 0 ? "it is empty."
        : Directory.Exists(path) ? "it is a folder, and a file is wanted."
        : problem is FileNotFoundException or DirectoryNotFoundException ? "it is not there."
        : Of(problem);

    private static string Of(Exception problem) => problem switch
    {
        UnauthorizedAccessException => "there is no permission.",
        PathTooLongException => "it is too long.",

        // "Read-only file system : '/mnt/x'"
        _ => problem.Message.Split(" : '", 2)[0].TrimEnd('.') + ".",
    };
}
